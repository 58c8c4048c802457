"""Tasks for other trainers: what verl and verifiers are given, what an answer earns there, and what comes back of it."""

import importlib.util
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ehrmind.errors import ConfigError, DataError
from ehrmind.evaluation import others
from ehrmind.experiment import run_plan
from ehrmind.hand_over.__main__ import main
from ehrmind.hand_over.judge import Judge, check, refuse
from ehrmind.hand_over.use import NEEDS
from tests.stub_server import NAME, stub
from tests.test_config import compose

WORDS = ("task=medcalc", "task.rows={train: 12, validation: 4, test: 4}", "task.calculators=[39,21]")
EHRSHOT = ("task=ehrshot", "task.patients=30", "task.most_labels=12")


def hand_over(kind: str, out: Path, *words: str) -> int:
    return main(["--to", kind, str(out), *(WORDS if not {"task="} & {word[:5] for word in words} else ()), *words])


def module_of(path: Path, name: str = "handed_over") -> ModuleType:
    """A module by the path of its file, as verl's load_module takes it: it stands in sys.modules under no name."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def paid_by_verl(compute_score: Any, row: dict[str, Any], text: str) -> dict[str, Any]:
    """As verl 0.9.1's reward manager asks: by keyword, with what it adds to extra_info."""
    extra = {**row["extra_info"], "num_turns": None, "rollout_reward_scores": {}}
    found: dict[str, Any] = compute_score(
        data_source=row["data_source"],
        solution_str=text,
        ground_truth=row["reward_model"]["ground_truth"],
        extra_info=extra,
    )
    return found


def test_verl_gets_prompts_and_a_reward(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert hand_over("verl", out) == 0
    compute_score = module_of(out / "reward.py").compute_score
    config = compose(*WORDS, "stage=rlvr")
    for split, examples in config.task.load().splits.items():
        rows = pq.read_table(out / f"{split}.parquet").to_pylist()
        assert [row["extra_info"]["id"] for row in rows] == [example.id for example in examples]
        for row, example in zip(rows, examples, strict=True):
            assert row["prompt"] == config.task.prompt(example).messages()
            gold = config.task.gold(example)
            right = {"score": pytest.approx(1.1), "acc": 1.0, "gated": pytest.approx(1.1), "row": example.id}
            assert paid_by_verl(compute_score, row, gold) == right
            opened_by_the_template = gold.removeprefix("<think>")
            assert paid_by_verl(compute_score, row, opened_by_the_template) == right
            assert paid_by_verl(compute_score, row, "no idea")["score"] == -2.0


def test_verl_is_told_where_the_reward_is_and_how_long_texts_may_be(tmp_path: Path) -> None:
    assert hand_over("verl", tmp_path / "out") == 0
    text = (tmp_path / "out/README.md").read_text()
    for word in (
        *("reward.custom_reward_function.path=./reward.py", "data.max_prompt_length=2304"),
        *("data.max_response_length=1500", "data.filter_overlong_prompts=True", "trainer.val_only=True"),
        f"stage=score task=medcalc {shlex.join(WORDS[1:])}",
    ):
        assert word in text, word


@pytest.mark.heavy
def test_records_are_those_of_the_task_and_not_of_a_laptop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ehrmind.models.tiny import build_tokenizer

    build_tokenizer(["A patient's record, as it is known now: creatinine 1.9 mg/dL, high"]).save_pretrained(
        tmp_path / "hub"
    )
    small = ("model=hub", f"model.path={tmp_path / 'hub'}", "model.caps.prompt_tokens=1024")
    for name, words in {"own": (), "small": small}.items():
        assert hand_over("verl", tmp_path / name, *EHRSHOT, *words) == 0
    said = capsys.readouterr().out
    assert "rows the record is cut to task.prompt_tokens=1024" in said
    assert "counted by the tokenizer of model=hub" in said
    sizes = {name: max(len(row.user) for row in Judge(tmp_path / name).rows("train")) for name in ("own", "small")}
    assert sizes["own"] > 2 * sizes["small"]
    assert json.loads((tmp_path / "own/task.json").read_text())["task"]["prompt_tokens"] == 4000


def test_a_model_that_is_named_must_be_there_to_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hand_over("verl", tmp_path / "out", "model=hub", f"model.path={tmp_path / 'none'}") == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_an_experiment_is_handed_over(tmp_path: Path) -> None:
    assert hand_over("verl", tmp_path / "out", "+experiments=medcalc_cpu", "task.path=null") == 0
    found = json.loads((tmp_path / "out/task.json").read_text())
    assert found["task"]["calculators"] == [39, 21]
    assert "data.max_response_length=176" in (tmp_path / "out/README.md").read_text()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("+sweeps=arms",), "+sweeps=arms: one folder holds one configuration"),
        (("--multirun", "seed=0,1"), "--multirun: one folder holds one configuration"),
        (("task=mixed",), "hand them over one by one: task=ehrshot, task=medcalc, task=trial_matching"),
        (("stage=evaluate", "task.shots=2"), "task.shots=2 is for a model as it is"),
        (("reward=[gated,overlong]",), "reward.overlong counts tokens"),
    ],
)
def test_what_cannot_be_handed_over_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], expected: str
) -> None:
    assert hand_over("verl", tmp_path / "out", *words) == 2
    assert expected in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_term_by_a_name_of_verl_is_refused() -> None:
    config = compose(*WORDS, "stage=rlvr")
    config.reward["acc"] = config.reward["gated"]
    with pytest.raises(ConfigError, match=r"reward\.acc: another trainer has that name"):
        refuse(config)


def test_labels_of_ones_own_are_judged_by_their_own_names(tmp_path: Path) -> None:
    task = compose(*EHRSHOT, "stage=evaluate").task
    labels = [(row.fields["subject"], row.fields["time"], row.answer != "short stay") for row in every(task)]
    columns = [pa.array([int(subject) for subject, _, _ in labels]), pa.array([time for _, time, _ in labels])]
    table = pa.table(
        {
            "subject_id": columns[0],
            "prediction_time": columns[1].cast(pa.timestamp("us")),
            "boolean_value": [value for _, _, value in labels],
        }
    )
    pq.write_table(table, tmp_path / "labels.parquet")
    own = (f"task.label_path={tmp_path / 'labels.parquet'}", "task.label=mine", "task.question='Will it be long?'")
    assert hand_over("verl", tmp_path / "out", *EHRSHOT, *own, "task.positive=long", "task.negative=short") == 0
    judge = Judge(tmp_path / "out")
    for row in judge.rows("train"):
        text = json.dumps({"prediction": row.answer, "label": int(row.answer == "long")})
        assert judge.reward(row.id, f"<think>x</think><answer>{text}</answer>")["acc"] == 1.0
    settings = json.loads((tmp_path / "out/task.json").read_text())
    settings["task"]["positive"] = "yes"  # as a judge would have it that does not know the label file's own names
    (tmp_path / "out/task.json").write_text(json.dumps(settings))
    with pytest.raises(ConfigError, match="its gold is not right outside of a run here"):
        check(tmp_path / "out", compose(*EHRSHOT, *own, "stage=rlvr", "task.positive=long", "task.negative=short").task)


def every(task: Any) -> Iterator[Any]:
    for rows in task.load().splits.values():
        yield from rows


def test_the_reward_is_that_of_the_configuration(tmp_path: Path) -> None:
    assert hand_over("verl", tmp_path / "out", "reward=[correct,format]", "reward.format.weight=0.5") == 0
    judge = Judge(tmp_path / "out")
    row = judge.rows("train")[0]
    gold = judge.claim(row.id)
    assert judge.reward(row.id, gold) == {"score": 1.5, "acc": 1.0, "correct": 1.0, "format": 0.5}
    after = judge.reward(row.id, gold + " The patient should")
    assert (after["score"], after["acc"]) == (0.0, 1.0), "what does not stop is malformed to the reward alone"
    assert judge.reward(row.id, gold, finished=False)["score"] == 0.0


def test_the_judge_imports_what_the_readme_installs_and_no_more() -> None:
    code = (
        "import sys; before = set(sys.modules); from importlib.metadata import packages_distributions as of\n"
        "import ehrmind.hand_over.judge; from ehrmind import registry; registry.discover(); import ehrmind.ehr.questions\n"
        "found = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "known = of(); print(*{name.lower() for module in found for name in known.get(module, [])})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    needed = {need.partition(">")[0] for need in NEEDS}
    # antlr is omegaconf's own; attrs is looked for by rich
    assert set(done.stdout.split()) - {"antlr4-python3-runtime", "attrs", "ehrmind"} == needed


def test_restricted_rows_are_handed_over_on_request_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("task.restricted=true",)
    assert hand_over("verl", tmp_path / "out", *words) == 2
    assert "--restricted" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    for kind in ("verl", "verifiers"):
        out = tmp_path / kind
        assert hand_over(kind, out, "--restricted", *words) == 0
        assert out.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in out.rglob("*"))
        assert "do not publish it" in (out / "README.md").read_text()
    assert json.loads((tmp_path / "verl/task.json").read_text())["policy"] == "restricted"
    package = tmp_path / "verifiers/ehrmind_medcalc"
    assert [path.name for path in package.iterdir()] == ["__init__.py"], "what is installed holds no row"
    assert f"Path('{tmp_path / 'verifiers/data'}')" in (package / "__init__.py").read_text()


def test_a_folder_that_holds_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert hand_over("verl", tmp_path) == 2
    assert hand_over("verl", tmp_path / "out", "task.nothing=1") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def scored(folder: Path, file: Path) -> float:
    words = ("stage=score", f"stage.completions={file}", "stage.label=verl", f"runs_dir={folder}", "model=tiny")
    (result,) = run_plan(compose(*words, *WORDS), [])
    value: float = result["metrics"]["accuracy"]["value"]
    return value


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_what_verl_writes_is_judged_here(tmp_path: Path) -> None:
    task = compose(*WORDS, "stage=evaluate").task
    rows = task.load().splits["test"]
    dumps = [
        {
            "input": f"system\n{task.prompt(row).system}\nuser\n{task.prompt(row).user}\nassistant\n<think>\n",
            "output": task.gold(row).removeprefix("<think>") if at % 2 else "no idea",
            **{"gts": row.answer, "score": 1.1, "step": 0, "reward": 1.1, "acc": 1.0, "gated": 1.1},
        }
        for at, row in enumerate(rows)
    ]
    assert scored(tmp_path, written(tmp_path / "0.jsonl", dumps)) == 0.5
    named = [{**line, "input": "cut", "row": row.id} for line, row in zip(dumps, rows, strict=True)]
    with pytest.raises(DataError, match="none of the .* prompts beside a gold holds its question"):
        scored(tmp_path, written(tmp_path / "cut.jsonl", named))
    named[0]["input"] = dumps[0]["input"]
    assert scored(tmp_path, written(tmp_path / "1.jsonl", named)) == 0.5


def test_what_verifiers_writes_is_judged_here(tmp_path: Path) -> None:
    task = compose(*WORDS, "stage=evaluate").task
    episodes = []
    for at, row in enumerate(task.load().splits["test"]):
        thought, said = task.gold(row).removeprefix("<think>").split("</think>")
        reply = {"role": "assistant", "content": said} | ({"reasoning_content": thought} if at % 2 else {})
        nodes = [{"message": {"role": "user", "content": "..."}, "sampled": False}, {"message": reply, "sampled": True}]
        call = {"node": 1, "finish_reason": "stop", "usage": {"prompt_tokens": 5, "completion_tokens": 7}}
        data = {"idx": at, "id": row.id, "prompt": [{"role": "user", "content": "..."}], "answer": row.answer}
        episode = {"id": f"{at}", "task": {"type": "RowTask", "data": data}, "ok": True, "errors": []}
        episodes.append(episode | {"traces": [{"nodes": nodes, "calls": [call], "metrics": {"accuracy": at % 2}}]})
    assert scored(tmp_path, written(tmp_path / "traces.jsonl", episodes)) == 0.5


def test_reasoning_beside_an_answer_and_texts_in_parts_are_read() -> None:
    beside = {"role": "assistant", "reasoning_content": "7 + 7", "content": [{"type": "text", "text": "<answer>14"}]}
    asked = [{"role": "system", "content": "x"}, {"role": "user", "content": [{"type": "text", "text": "How many?"}]}]
    found = others.read({"prompt": asked, "completion": [beside]}, "x:1")
    assert found == {"prompt": "How many?", "completion": "<think>\n7 + 7\n</think>\n<answer>14"}
    whole = {"role": "assistant", "reasoning": "7 + 7", "content": "<think>7 + 7</think><answer>14"}
    assert others.read({"id": 1, "completions": [[whole]]}, "x:1")["completions"] == [whole["content"]]


def test_a_line_of_ones_own_keeps_what_it_says() -> None:
    own = {"id": "r1", "input": "Q?", "output": "7</think>A", "tokens": 88, "finished": False, "row": "other"}
    found = others.read(own, "x:1")
    assert found.items() >= {"id": "r1", "prompt": "Q?", "tokens": 88, "finished": False}.items()
    assert found["completion"] == "<think>\n7</think>A"
    many = {"id": "r1", "input": "Q?", "output": "A", "completions": ["B", "C"]}
    assert others.read(many, "x:1")["completions"] == ["B", "C"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"completion": [{"role": "assistant", "content": [{"type": "image_url"}]}]}, "something else than text"),
        ({"task": {}, "traces": [], "ok": False}, "the episode failed"),
        ({"task": {}, "traces": [{}], "ok": True}, "is no episode as verifiers 0.4 writes it"),
    ],
)
def test_what_is_no_text_is_refused(line: dict[str, Any], expected: str) -> None:
    with pytest.raises(DataError, match=f"x:1.*{expected}"):
        others.read(line, "x:1")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("verifiers", reason="verifiers is not installed")
    out = tmp_path_factory.mktemp("verifiers") / "out"
    assert hand_over("verifiers", out) == 0
    return out


@pytest.mark.heavy
def test_a_reply_without_its_reasoning_is_judged_with_it(package: Path) -> None:
    """prime-rl's client takes a leading think block out of the content, as its renderers parse it."""
    import verifiers.v1 as vf
    from renderers import create_renderer
    from renderers.configs import DefaultRendererConfig
    from verifiers.v1.graph import MessageNode
    from verifiers.v1.trace import ModelCall, TraceTask

    from ehrmind.models.tiny import build_tokenizer

    module = module_of(package / "ehrmind_medcalc/__init__.py")
    judge = module._JUDGE
    row = judge.rows("train")[0]
    tokenizer = build_tokenizer([row.user, judge.claim(row.id)])
    renderer = create_renderer(tokenizer, DefaultRendererConfig())

    def judged(text: str, finish: str = "stop") -> float:
        prompt = list(renderer.render(row.messages, add_generation_prompt=True).token_ids)
        ids = [*tokenizer(text, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        parsed = renderer.parse_response(ids, prompt_ids=prompt)
        said = vf.AssistantMessage(content=parsed.content, reasoning_content=parsed.reasoning_content)
        data = module.RowData(id=row.id, prompt="", answer="")
        trace = vf.Trace.model_construct(
            task=TraceTask(type="RowTask", data=data),
            nodes=[MessageNode(message=said, sampled=True)],
            calls=[ModelCall(node=0, finish_reason=finish)],
            stop_condition=None,
            root_reply=None,
        )
        assert parsed.reasoning_content or "<think>" not in text
        return float(module._judged(row.id, trace)["score"])

    gold = judge.claim(row.id)
    assert judged(gold) == pytest.approx(1.1)
    assert judged("no idea") == -2.0
    assert judged(f"<think>one</think>{gold}") == -2.0, "two blocks are malformed there as they are here"
    assert judged(gold, finish="length") == -2.0, "a run here pays none that did not stop"


@pytest.mark.heavy
def test_verifiers_finds_every_gold_right(package: Path, tmp_path: Path) -> None:
    called(*commands_of(package, "")["vf-validate"], "--rich", "false", package=package, home=tmp_path)
    (summary,) = tmp_path.rglob("summary.json")
    found = json.loads(summary.read_text())
    assert (found["total"], found["valid_rate"]) == (12, 1.0)


@pytest.mark.heavy
@pytest.mark.slow
def test_verifiers_asks_a_server_and_its_answers_come_back(package: Path, tmp_path: Path) -> None:
    """Its harness fetches uv and some packages."""
    task = compose(*WORDS, "stage=evaluate").task
    rows = {task.prompt(row).user: row for row in every(task)}

    def answer(body: dict[str, Any]) -> Any:
        row = rows[body["messages"][-1]["content"]]
        if int(row.id.rpartition("-")[2]) % 2:
            return "no idea"
        thought, said = task.gold(row).removeprefix("<think>").split("</think>")
        return {"content": said, "reasoning_content": thought}

    with stub(answer) as server:
        commands = commands_of(package, server.url)
        called(*commands["vf-eval"], "--no-rich", package=package, home=tmp_path)
        assert {body["temperature"] for body in server.asked} == {0.0}
    (traces,) = tmp_path.rglob("traces.jsonl")
    found = [json.loads(line)["traces"][0] for line in traces.read_text().splitlines()]
    assert sorted(trace["metrics"]["accuracy"] for trace in found) == [0.0, 0.0, 1.0, 1.0]
    assert scored(tmp_path / "runs", traces) == 0.5


def called(*words: str, package: Path, home: Path) -> None:
    """A command of verifiers, as its own process."""
    path = os.pathsep.join([str(package), str(Path(__file__).parent.parent)])
    environment = {**os.environ, "PYTHONPATH": path, "HOME": str(home)}
    tool = str(Path(sys.executable).parent / words[0])
    done = subprocess.run([tool, *words[1:]], env=environment, cwd=home, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def commands_of(package: Path, url: str) -> dict[str, list[str]]:
    """The commands of a README by their first words, each in words."""
    text = (package / "README.md").read_text().replace("\\\n", " ")
    text = text.replace("<model>", NAME).replace("http://127.0.0.1:8000/v1", url)
    commands = [shlex.split(line) for line in text.splitlines() if line.startswith("    ")]
    return {words[0]: words for words in commands}
