"""The order in which prompts are read."""

import random

from hypothesis import given
from hypothesis import strategies as st

from ehrmind.evaluation.order import in_common, in_order

PROMPTS = {"a/1": [1, 2, 3, 9], "b": [7, 8, 8, 8, 8, 8], "a/2": [1, 2, 3, 4, 5], "c": [1, 2], "a/3": [1, 2, 3]}


def test_prompts_that_begin_alike_stand_side_by_side_and_the_longest_come_first() -> None:
    assert in_order(PROMPTS, least=3) == ["b", "a/2", "a/1", "a/3", "c"]
    assert in_order(PROMPTS) == ["b", "a/2", "a/1", "a/3", "c"], "by length alone where nothing is worth sharing"
    assert in_common([1, 2, 3], [1, 2, 4, 3]) == 2
    assert in_common([], [1]) == 0


@given(st.dictionaries(st.text(max_size=3), st.lists(st.integers(0, 2), min_size=1, max_size=9)), st.randoms())
def test_the_order_is_of_the_prompts_and_not_of_how_they_came(
    prompts: dict[str, list[int]], rng: random.Random
) -> None:
    keys = list(prompts)
    rng.shuffle(keys)
    order = in_order({key: prompts[key] for key in keys}, least=2)
    assert order == in_order(prompts, least=2)
    assert sorted(order) == sorted(prompts)
