"""For verl: a parquet file a split, and a file of the reward function that verl loads by its path.

    train.parquet    data_source, prompt (chat messages), ability, reward_model {style, ground_truth}, extra_info {id}
    reward.py        compute_score(...) -> {"score": 1.1, "acc": 1.0, "gated": 1.1, "row": "generated-0-train-0"}

Checked with verl 0.9.1, which reads reward.custom_reward_function.path; older releases have the key without `reward.`,
which 0.9 ignores. Departs from verl's examples in that the row is found by its id, since a task's judge reads more of
it than one ground truth. The id comes back in verl's dumps of validation, so that answers find their row.
"""

from collections.abc import Sequence
from pathlib import Path

from ehrmind.files import write_text
from ehrmind.hand_over.judge import Row
from ehrmind.hand_over.use import FOLDER, LIMITS, MISSING, Use
from ehrmind.tasks.base import SPLITS

REWARD = '''"""What verl pays for a completion; it is given this file as reward.custom_reward_function.path."""

from pathlib import Path

try:
    from ehrmind.hand_over.judge import Judge
except ImportError as error:
    raise ImportError(f"{missing}") from error

_JUDGE = Judge(Path(__file__).resolve().parent)


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **more):
    """The reward, and whether the answer is right."""
    return {**_JUDGE.reward(extra_info["id"], solution_str), "row": extra_info["id"]}
'''

USE = """    {install}
    python -m verl.trainer.main_ppo algorithm.adv_estimator=grpo actor_rollout_ref.model.path='<model>' \\
      data.train_files={folder}/train.parquet data.val_files={folder}/validation.parquet \\
      data.max_prompt_length={prompt} data.max_response_length={answer} data.filter_overlong_prompts=True \\
      reward.custom_reward_function.path={folder}/reward.py reward.custom_reward_function.name=compute_score ...

These are the keys of verl 0.9.1; older releases have `custom_reward_function` without `reward.`, which 0.9 ignores.
Without lengths verl cuts prompts and answers to 512 tokens; with these it leaves out rows whose prompt is longer, and
counts them in its log (`filter dataset len`). By default it divides by the deviation of a question's answers, which
takes out what `reward=balanced` puts in: with that reward say `algorithm.norm_adv_by_std_in_grpo=False`.

The same command with these in place writes an answer to each test row; the second line makes an arm of them:

      data.val_files={folder}/test.parquet trainer.val_only=True trainer.validation_data_dir={folder}/answers
    {score}

verl leaves special tokens out of what is judged: with a model whose vocabulary has `<think>` as one, nothing is well
formed; choose another, or make it an ordinary token. It does not tell whether an answer ended by itself: what is right
and then writes blanks up to the limit is paid there, and malformed in a run here.

{limits}"""

PRIVATE = """\
Start verl with `umask 077` and `HF_DATASETS_CACHE={folder}/cache`, since it copies the rows into the cache of
Hugging Face's datasets. Leave `trainer.log_val_generations` at 0, which else sends prompts to the tracker, and
`trainer.validation_data_dir` and `trainer.rollout_data_dir` inside the folder. A row that its template cannot render,
and in older releases samples, are printed: keep what it prints in the folder, too."""


def write(rows: Sequence[Row], use: Use, folder: Path) -> str:
    """The files, beside those of the judge; returns how they are used."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for split in SPLITS:
        members = [row for row in rows if row.split == split]
        if not members:
            continue
        table = pa.table(
            {
                "data_source": [f"ehrmind/{use.name}"] * len(members),
                "prompt": [row.messages for row in members],
                "ability": [use.name] * len(members),
                "reward_model": [{"style": "rule", "ground_truth": row.answer} for row in members],
                "extra_info": [{"split": split, "index": at, "id": row.id} for at, row in enumerate(members)],
            }
        )
        pq.write_table(table, folder / f"{split}.parquet")
    write_text(folder / "reward.py", REWARD.replace("{missing}", MISSING))
    return _text(use)


def _text(use: Use) -> str:
    text = USE.format(
        folder=FOLDER,
        install=use.install,
        prompt=use.lengths.prompt,
        answer=use.lengths.answer,
        score=use.score(f"{FOLDER}/answers/0.jsonl", "verl"),
        limits=LIMITS,
    )
    return f"{text}\n\n{PRIVATE.format(folder=FOLDER)}" if use.restricted else text
