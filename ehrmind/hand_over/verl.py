"""For verl: a parquet file a split, and a file of the reward function that verl loads by its path.

    train.parquet    data_source, prompt (chat messages), ability, reward_model {style, ground_truth}, extra_info {id}
    reward.py        compute_score(data_source, solution_str, ground_truth, extra_info) -> {"score": 1.1, "acc": 1.0}

ehrmind has to be installed where verl runs. Departs from verl's examples in that the row is found by its id, since a
task's judge reads more of it than one ground truth.
"""

from collections.abc import Sequence
from pathlib import Path

from ehrmind.files import write_text
from ehrmind.hand_over.judge import Row
from ehrmind.tasks.base import SPLITS

REWARD = '''"""What verl pays for a completion; it is given this file as custom_reward_function.path."""

from pathlib import Path

from ehrmind.hand_over.judge import Judge

_JUDGE = Judge(Path(__file__).resolve().parent)


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **more):
    """The reward, and whether the answer is right."""
    return _JUDGE.reward(extra_info["id"], solution_str)
'''

USE = """    python -m verl.trainer.main_ppo algorithm.adv_estimator=grpo \\
      data.train_files={folder}/train.parquet data.val_files={folder}/validation.parquet \\
      custom_reward_function.path={folder}/reward.py custom_reward_function.name=compute_score ...

verl leaves special tokens out of what is judged: with a model whose vocabulary has `<think>` as one, nothing is well
formed; choose another, or make it an ordinary token."""


def write(rows: Sequence[Row], name: str, folder: Path) -> str:
    """The files, beside those of the judge; returns how they are used."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for split in SPLITS:
        members = [row for row in rows if row.split == split]
        if not members:
            continue
        table = pa.table(
            {
                "data_source": [f"ehrmind/{name}"] * len(members),
                "prompt": [row.messages for row in members],
                "ability": [name] * len(members),
                "reward_model": [{"style": "rule", "ground_truth": row.answer} for row in members],
                "extra_info": [{"split": split, "index": at, "id": row.id} for at, row in enumerate(members)],
            }
        )
        pq.write_table(table, folder / f"{split}.parquet")
    write_text(folder / "reward.py", REWARD)
    return USE
