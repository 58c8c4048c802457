import pytest

from benchmarks.trial_artefacts import LIMIT, balanced
from ehrmind.errors import DataError
from ehrmind.trials.artefacts import ARTEFACTS, Pair, macro_f1, overlaps, probabilities, words_of
from ehrmind.trials.generator import PairSettings, generate_pairs
from ehrmind.trials.types import Trial


def generated() -> tuple[list[Pair], list[Pair]]:
    made = generate_pairs(PairSettings(), 0, {"train": 180, "test": 180}).pairs
    found: dict[str, list[Pair]] = {"train": [], "test": []}
    for it in made.judgements:
        found[it.split].append(Pair(made.notes[it.note].text, made.trials[it.trial], it.label))
    return balanced(found["train"], 0), balanced(found["test"], 0)


def test_no_artefact_gives_a_generated_label_away() -> None:
    train, test = generated()
    labels = [pair.label for pair in test]
    assert len(test) == 3 * 360
    for name in ("trial only", "note only", "note and trial", "shared words", "overlap"):
        found = probabilities(name, train, test)
        assert found.shape == (len(test), 3)
        assert found.sum(axis=1) == pytest.approx(1)
        assert macro_f1(labels, found.argmax(axis=1)) <= LIMIT, name


def planted(count: int) -> list[Pair]:
    """Pairs whose labels three of the artefacts can tell: by the trial, by the note, by what they share."""
    return [
        Pair(
            f"patient {('plain', 'sick', 'well')[at % 3]} gout lupus",
            Trial(
                "t", f"study {('red', 'green', 'blue')[at % 3]}", inclusion=(("gout", "rash", "gout lupus")[at % 3],)
            ),
            at % 3,
        )
        for at in range(count)
    ]


@pytest.mark.parametrize("name", list(ARTEFACTS))
def test_an_artefact_is_found_where_there_is_one(name: str) -> None:
    train, test = planted(150), planted(60)
    assert macro_f1([pair.label for pair in test], probabilities(name, train, test).argmax(axis=1)) > 0.95


def test_overlap_counts_words_of_each_part() -> None:
    pair = Pair(
        "Gout and lupus.", Trial("t", "Study of gout", inclusion=("Lupus", "Rash"), exclusion=("No asthma",)), 0
    )
    assert words_of("The Study of gout, 18 to 75") == {"study", "gout"}
    assert overlaps(pair)[:6] == [1, 0.5, 1, 0.5, 0, 0]


def test_macro_f1() -> None:
    assert macro_f1([0, 1, 2], [0, 1, 2]) == 1
    assert macro_f1([0, 1, 2, 0, 1, 2], [0] * 6) == pytest.approx(1 / 6)


def test_training_pairs_need_every_label() -> None:
    with pytest.raises(DataError, match="no excluded and no eligible"):
        probabilities("trial only", [pair for pair in planted(9) if pair.label == 0], planted(3))
