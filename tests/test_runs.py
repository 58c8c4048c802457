"""The run record: written atomically, whole, and truthful about how a run ended."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ehrmind import checkpoints, files, naming, parents, runs
from ehrmind.config import step_config
from ehrmind.errors import ConfigError, RunError
from ehrmind.experiment import _enough_memory, _recorded
from ehrmind.job import Job
from ehrmind.runs import Run, State
from ehrmind.tasks.base import Data
from ehrmind.types import Example
from tests.test_config import compose


@pytest.fixture
def run(tmp_path: Path) -> Run:
    config = compose("stage=sft", "model=tiny", f"runs_dir={tmp_path}")
    made = runs.identify(config, "sft", None, "0" * 64)
    runs.begin(made, config, ["stage=sft"], {"source": "generated", "dropped": {}})
    return made


def test_creation_writes_the_record(run: Run) -> None:
    assert run.id.startswith("medcalc-tiny-sft-")
    for name in ("config.yaml", "overrides.txt", "environment.json", "data.json", "status.json"):
        assert (run.folder / name).stat().st_size
    environment = json.loads((run.folder / "environment.json").read_text())
    assert environment["packages"]["trl"]
    assert json.loads((run.folder / "data.json").read_text())["sha256"] == "0" * 64


def test_a_second_attempt_keeps_the_creation_files_and_clears_the_rest(run: Run, tmp_path: Path) -> None:
    created = (run.folder / "environment.json").read_bytes()
    (run.folder / "metrics.jsonl").write_text("old\n")
    (run.folder / "model").mkdir()
    runs.begin(run, compose("stage=sft", "model=tiny", f"runs_dir={tmp_path}"), [], {"dropped": {}})
    assert (run.folder / "environment.json").read_bytes() == created
    assert not (run.folder / "metrics.jsonl").exists()
    assert not run.model.exists()
    assert runs.read_status(run.folder)["attempt"] == 2


@pytest.mark.parametrize(
    ("error", "state"), [(None, "done"), (RuntimeError("no"), "failed"), (KeyboardInterrupt(), "interrupted")]
)
def test_status_says_how_it_ended(run: Run, error: BaseException | None, state: str) -> None:
    try:
        with _recorded(run):
            if error:
                raise error
    except (RuntimeError, KeyboardInterrupt):
        pass
    status = runs.read_status(run.folder)
    assert status["state"] == state
    assert runs.is_done(run) is (state == "done")
    if state == "failed":
        assert status["error"] == "RuntimeError: no"


def test_a_write_that_dies_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "eval.json"
    files.write_json(path, {"n": 1})
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        files.write_json(path, {"n": 2})
    assert json.loads(path.read_text()) == {"n": 1}
    assert [item.name for item in tmp_path.iterdir()] == ["eval.json"]


def test_hostile_text_can_be_written(tmp_path: Path) -> None:
    files.write_jsonl(tmp_path / "predictions.jsonl", [{"text": "a\ud800b\n\u2028\x00"}, {"text": "</script>"}])
    lines = (tmp_path / "predictions.jsonl").read_text().split("\n")
    assert len(lines) == 3
    assert [json.loads(line)["text"][0] for line in lines[:2]] == ["a", "<"]


def test_nan_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        files.write_json(tmp_path / "x.json", {"value": float("nan")})


def test_init_from_needs_a_finished_run_with_weights_of_this_model(run: Run) -> None:
    same = compose("model=tiny", "stage=rlvr")
    with pytest.raises(ConfigError, match="not the folder of a finished run"):
        parents.open_finished(str(run.folder), same)
    runs.end(run, State.DONE)
    with pytest.raises(ConfigError, match="holds no model/"):
        parents.open_finished(str(run.folder), same)
    run.model.mkdir()
    assert parents.open_finished(str(run.folder), same) == (run.id, run.model)
    with pytest.raises(ConfigError, match="has model.name=tiny, and this run model.name=qwen3_0_6b; use its"):
        parents.open_finished(str(run.folder), compose("model=qwen3_0_6b", "stage=evaluate"))
    runs.end(run, State.FAILED, "out of memory in the evaluation")
    run.checkpoint.write_text("{}")
    with pytest.raises(
        ConfigError, match="trained and not evaluated: evaluate it first, by its own command or by stage"
    ):
        parents.open_finished(str(run.folder), same)
    assert parents.open_finished(str(run.folder), compose("model=tiny", "stage=evaluate")) == (run.id, run.model)
    runs.end(run, State.DONE)
    adapter = ("model=tiny", "model.lora.rank=4")
    with pytest.raises(ConfigError, match="has model.lora={.*'rank': 0.* and this run model.lora={.*'rank': 4"):
        parents.open_finished(str(run.folder), compose(*adapter, "stage=rlvr"))
    assert parents.open_finished(str(run.folder), compose(*adapter, "stage=evaluate")), "evaluation needs no adapter"


def test_an_evaluation_without_memory_keeps_what_was_trained(run: Run) -> None:
    job = Job(compose("model=tiny", "stage=sft"), Data({}, {}), run, None, ())
    kept = (
        f"the weights are kept; in place of the stage's words, stage=evaluate stage.init_from={run.folder} evaluation"
    )
    with pytest.raises(RunError, match=kept), _enough_memory(job, trained=True):
        raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
    with pytest.raises(RunError, match=r"; evaluation.batch_size=16$"), _enough_memory(job, trained=False):
        raise MemoryError
    one = replace(job, config=compose("model=tiny", "stage=sft", "evaluation.batch_size=1"))
    with (
        pytest.raises(RunError, match=r"; model.dtype=bfloat16 or a smaller model$"),
        _enough_memory(one, trained=False),
    ):
        raise MemoryError
    with pytest.raises(RuntimeError, match="^shapes differ$"), _enough_memory(job, trained=True):
        raise RuntimeError("shapes differ")


def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A model, a copy of it, and another of the same name."""
    made = []
    for name, weights in (("a", b"1"), ("copy", b"1"), ("b", b"2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(weights)
        made.append(tmp_path / name)
    return made[0], made[1], made[2]


@pytest.mark.parametrize("adapter", [(), ("model.lora.rank=4",)])
@pytest.mark.parametrize("stage", ["evaluate", "rlvr"])
def test_init_from_needs_the_base_that_the_run_was_trained_on(
    tmp_path: Path, adapter: tuple[str, ...], stage: str
) -> None:
    model, copy, other = folders(tmp_path)

    def config(*words: str, stage: str = stage) -> Any:
        return compose("model=hub", *words, f"stage={stage}", *adapter, f"runs_dir={tmp_path / 'runs'}")

    made = runs.identify(config(f"model.path={model}", stage="sft"), "sft", None, "0" * 64)
    runs.begin(made, config(f"model.path={model}", stage="sft"), [], {})
    runs.end(made, State.DONE)
    made.model.mkdir()
    for same in (model, copy):
        assert parents.open_finished(str(made.folder), config(f"model.path={same}")) == (made.id, made.model)
    for words in ((f"model.path={other}",), ("model.path=org/name",)):
        with pytest.raises(ConfigError, match="was trained on another model of this name: model.path=.*; use its"):
            parents.open_finished(str(made.folder), config(*words))
    with pytest.raises(ConfigError, match="has model.origin=hub, and this run model.origin=random; use its"):
        parents.open_finished(str(made.folder), compose("model=tiny", "model.name=hub", f"stage={stage}", *adapter))


def test_another_revision_of_a_hub_id_is_another_base(tmp_path: Path) -> None:
    words = ("model=hub", "model.path=org/name", f"runs_dir={tmp_path}")
    config = compose(*words, "stage=sft", "model.revision=v1")
    made = runs.identify(config, "sft", None, "0" * 64)
    runs.begin(made, config, [], {})
    runs.end(made, State.DONE)
    made.model.mkdir()
    assert parents.open_finished(str(made.folder), compose(*words, "stage=rlvr", "model.revision=v1"))
    with pytest.raises(ConfigError, match=r"\(org/name@v1\), and this run has model.path=org/name \(org/name@main\)"):
        parents.open_finished(str(made.folder), compose(*words, "stage=rlvr"))


def test_weights_of_restricted_text_write_in_private_alone(run: Run) -> None:
    runs.end(run, State.DONE)
    run.model.mkdir()
    files.write_json(run.folder / "data.json", {"policy": "restricted"})
    with pytest.raises(ConfigError, match=r"was trained on restricted data.*task\.restricted=true"):
        parents.open_finished(str(run.folder), compose("model=tiny", "stage=evaluate"))
    private = compose("model=tiny", "stage=evaluate", "task.restricted=true")
    assert parents.open_finished(str(run.folder), private) == (run.id, run.model)


def test_the_data_hash_sees_every_field() -> None:
    def digest(**changed: object) -> str:
        fields = {"id": "a", "group": "g", "category": "lab", "fields": {"note": "n"}, "answer": "1", **changed}
        return naming.hash_examples({"train": [Example(**fields)]})  # type: ignore[arg-type]

    changes = [{}, {"answer": "2"}, {"fields": {"note": "m"}}, {"id": "b"}, {"rationale": "r"}, {"facts": {"low": "1"}}]
    assert len({digest(**change) for change in changes}) == len(changes)


def named(arm: str, *words: str, parent: str | None = None, sha256: str = "0" * 64) -> str:
    """The id of a run of this arm, as its step of the plan has it."""
    config = compose("model=tiny", "stage=sft_rlvr", *words)
    step = next(step for step in config.stage.plan() if step.arm == arm)
    return runs.identify(step_config(config, step), arm, parent, sha256).id


def test_what_a_server_samples_in_its_own_way_is_a_run_of_each_seed() -> None:
    words = ("model=server", "model.path=x", "model.url=http://127.0.0.1:1/v1", "stage=evaluate", "evaluation.k=0")
    for own, runs_of_seeds in (("true", 2), ("false", 1)):
        made = (compose(*words, f"model.own_sampling={own}", f"seed={seed}") for seed in (0, 1))
        assert len({runs.identify(config, "base", None, "data").id for config in made}) == runs_of_seeds


def test_an_evaluation_that_draws_nothing_is_one_run_of_all_seeds() -> None:
    assert named("base", "evaluation.k=0", "seed=0") == named("base", "evaluation.k=0", "seed=7")
    assert named("base", "evaluation.k=2", "seed=0") != named("base", "evaluation.k=2", "seed=7")
    assert named("sft", "evaluation.k=0", "seed=0") != named("sft", "evaluation.k=0", "seed=7")
    assert named("base", "evaluation.k=0") != named("base", "evaluation.k=0", sha256="1" * 64), "data of another seed"
    assert named("base", "evaluation.k=0", "seed=7", parent="a") != named("base", "evaluation.k=0", parent="b")


def test_the_model_as_it_is_knows_no_training_rows() -> None:
    chosen = "task.train_categories=[lab]"
    assert named("base", chosen) == named("base")
    assert named("sft", chosen) != named("sft")
    validated = ("evaluation.split=validation", chosen)
    assert named("base", *validated) != named("base", validated[0]), "validation rows are chosen with the training rows"


def test_each_split_has_a_hash_of_its_own() -> None:
    one, other = (Example(id=key, group="g", category="lab", fields={}, answer="1") for key in ("a", "b"))
    first, second = (naming.hash_splits({"train": [row], "test": [one]}) for row in (one, other))
    assert first["test"] == second["test"]
    assert first["train"] != second["train"]


def test_a_checkpoint_that_is_passed_over_is_told(run: Run, tmp_path: Path) -> None:
    for step in (2, 4):
        folder = run.checkpoints / f"checkpoint-{step}"
        folder.mkdir(parents=True)
        (folder / "model.safetensors").write_bytes(b"weights")
        checkpoints.seal(folder, {"step": step, "processes": 1})
    (folder / "model.safetensors").write_bytes(b"cut")
    told: list[str] = []
    config = compose("stage=sft", "model=tiny", f"runs_dir={tmp_path}")
    assert runs.begin(run, config, [], {"dropped": {}}, tell=told.append) == run.checkpoints / "checkpoint-2"
    assert told == [f"{folder} is damaged and passed over; goes on from checkpoint-2"]
