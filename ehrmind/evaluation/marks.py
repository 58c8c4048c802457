"""Measures of marks that only some rows have, such as grades of steps where a worked solution is known.

mark_where_given("arithmetic", "nothing is worked out")   of marks 1.0, 0.5 and none   ->  0.75, and one skipped
"""

from collections.abc import Sequence

from ehrmind.evaluation.measures import Judged, QueryMean


def mark_where_given(name: str, reason: str) -> QueryMean:
    """The mean of one of a task's marks over the queries that have it; the others are skipped for the reason."""

    def value(rows: Sequence[Judged]) -> float:
        given = [float(row.marks[name]) for row in rows if name in row.marks]
        return sum(given) / len(given)

    def skips(rows: Sequence[Judged]) -> str:
        return "" if any(name in row.marks for row in rows) else reason

    return QueryMean(value, skips)
