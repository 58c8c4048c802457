"""What stands at the axes of plots."""

from ehrmind.report import plots


def test_points_are_rounded_to_what_they_are() -> None:
    ends = (0.01, -0.01, 0.02)
    figure = plots.forest({"a": ends, "b": ends}, {}, {"b − a": ends}, "accuracy", {"a": 0, "b": 1})
    tick = figure.axes[-1].xaxis.get_major_formatter()
    assert [tick(at) for at in (-0.025, -0.0025, 0.0, 1e-17, 0.07, 0.125)] == ["-2.5", "-0.25", "0", "0", "+7", "+12.5"]
