"""Restricted data: who is restricted, where text lies, what is refused, and that ids and errors quote no row."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from ehrmind.compose import QUIET, prepare
from ehrmind.errors import ConfigError, DataError
from ehrmind.feasible import check as check_feasible
from ehrmind.job import Job
from ehrmind.medcalc.published import read_folder
from ehrmind.privacy import FOLDER, TRL_HOST, check, leave_out_proxies, text_file, text_folder
from ehrmind.registry import names
from ehrmind.stages.evaluate import Evaluate
from ehrmind.tasks.base import Policy
from ehrmind.tasks.medcalc import MedCalc
from tests.medcalc.test_published import ROW, write_csv
from tests.tasks.instances import instance
from tests.test_config import compose

SECRET = "kanarienvogel"


@dataclass
class Hospital(MedCalc):
    """A task whose data are restricted whatever the user says."""

    restricted: bool = True


def test_the_user_can_restrict_a_task_and_nobody_can_open_one() -> None:
    assert MedCalc().data_policy is Policy.OPEN
    assert MedCalc(restricted=True).data_policy is Policy.RESTRICTED
    assert Hospital().data_policy is Hospital(restricted=False).data_policy is Policy.RESTRICTED
    with pytest.raises(ConfigError, match="task.restricted=false"):
        check(Hospital(restricted=False), Evaluate(), compose("model=tiny").model)
    assert compose("task.restricted=true").task.data_policy is Policy.RESTRICTED


def test_text_of_restricted_data_lies_where_its_owner_alone_reads(tmp_path: Path) -> None:
    assert text_folder(tmp_path, Policy.OPEN) == text_file(tmp_path, "x").parent == tmp_path
    assert not (tmp_path / FOLDER).exists()
    folder = text_folder(tmp_path, Policy.RESTRICTED)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    assert stat.S_IMODE(text_folder(tmp_path, Policy.RESTRICTED).stat().st_mode) == 0o700
    assert text_file(tmp_path, "rows.jsonl") == folder / "rows.jsonl"


SENDING = (
    ("rlvr", "stage.extra.push_to_hub=true"),
    ("rlvr", "stage.extra.hub_model_id=me/model"),
    ("rlvr", "stage.extra.log_completions=true"),
    ("rlvr", "stage.extra.log_completions_hub_repo=me/rows"),
    ("sft", "stage.extra.report_to=tensorboard"),
    ("sft_rlvr", "stage.rlvr.extra.hub_token=abc"),
    ("sft_rlvr", "stage.sft.extra.push_to_hub=true"),
)


@pytest.mark.parametrize(("stage", "key"), SENDING)
def test_what_would_send_text_is_refused_for_restricted_data(stage: str, key: str) -> None:
    with pytest.raises(ConfigError) as error:
        compose(f"stage={stage}", f"+{key}", "task.restricted=true")
    assert str(error.value).startswith(key.split("=")[0] + " would send")
    assert "abc" not in str(error.value)


@pytest.mark.parametrize("stage", ["rlvr", "sft", "sft_rlvr"])
def test_open_data_may_be_sent_and_switched_off_sends_nothing(stage: str) -> None:
    keys = [key for of, key in SENDING if of == stage]
    compose(f"stage={stage}", *(f"+{key}" for key in keys))
    compose(f"stage={stage}", *(f"+{key.split('=')[0]}=false" for key in keys), "task.restricted=true")


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize(("stage", "key"), [("sft", "stage.extra"), ("sft_rlvr", "stage.rlvr.extra")])
def test_checkpoints_stay_in_the_run(stage: str, key: str, restricted: bool) -> None:
    with pytest.raises(ConfigError, match=f"^{key}.output_dir=/scratch would put checkpoints"):
        compose(f"stage={stage}", f"+{key}.output_dir=/scratch", f"task.restricted={restricted}")


def test_weights_are_not_uploaded() -> None:
    compose("tracking=wandb", "tracking.upload_model=true")
    with pytest.raises(ConfigError, match="tracking.upload_model"):
        compose("tracking=wandb", "tracking.upload_model=true", "task.restricted=true")


@pytest.mark.parametrize(("stage", "part"), [("rlvr", "stage.extra"), ("sft_rlvr", "stage.rlvr.extra")])
@pytest.mark.parametrize(
    "where", ["vllm_server_base_url='http://gpu7.example.org:8000'", "vllm_server_host=gpu7.example.org"]
)
def test_prompts_of_rollouts_go_to_this_machine_alone(stage: str, part: str, where: str) -> None:
    words = (f"stage={stage}", "model=tiny", "model.rollout=vllm_server", f"+{part}.{where}")
    compose(*words)
    with pytest.raises(ConfigError, match=rf"^{part}: vLLM's server gpu7.example.org is not this machine"):
        compose(*words, "task.restricted=true")
    compose(*words, "task.restricted=true", "model.trusted_server=true")
    compose(*words[:3], "task.restricted=true")  # TRL's own address
    compose(*words[:3], "task.restricted=true", f"+{part}.vllm_server_base_url='http://[::1]:8000'")


def test_a_proxy_of_the_environment_does_not_see_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from requests.utils import get_environ_proxies

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "here.example.org")
    monkeypatch.delenv("NO_PROXY", raising=False)
    for host in (TRL_HOST, "gpu7.example.org"):
        assert get_environ_proxies(f"http://{host}:8000/generate/")
        leave_out_proxies(host)
        assert not get_environ_proxies(f"http://{host}:8000/generate/")
    assert get_environ_proxies("http://example.com/")


def test_weights_of_restricted_data_answer_in_private(tmp_path: Path) -> None:
    """As an export, or in the folder of their run."""
    exported, run = tmp_path / "exported", tmp_path / "run"
    for folder in (exported, run / "model"):
        folder.mkdir(parents=True)
        (folder / "config.json").write_text('{"model_type": "llama"}')
        (folder / "model.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")
    (exported / "export.json").write_text('{"policy": "restricted"}')
    (run / "data.json").write_text('{"policy": "restricted"}')
    for folder in (exported, run / "model"):
        for stage in ("evaluate", "distill", "sft"):
            words = (f"stage={stage}", "model=hub", f"model.path={folder}")
            with pytest.raises(ConfigError, match=rf"^model.path={folder} was trained on restricted data"):
                check_feasible(compose(*words))
            check_feasible(compose(*words, "task.restricted=true"))
    (exported / "export.json").write_text('{"policy": "open"}')
    check_feasible(compose("stage=evaluate", "model=hub", f"model.path={exported}"))


def test_libraries_are_told_to_tell_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in QUIET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DO_NOT_TRACK", "0")
    prepare()
    assert {name: os.environ[name] for name in QUIET} == QUIET | {"DO_NOT_TRACK": "0"}, "the user's own word stands"


def test_rows_are_numbered_where_their_own_ids_may_name_a_patient(tmp_path: Path) -> None:
    for name in ("train_a.csv", "train_b.csv"):
        write_csv(tmp_path / name, {**ROW, "Row Number": f"{SECRET} {name}", "Patient Note": f"{SECRET} {name}"})
    rows = read_folder(tmp_path, "train", numbered=True)
    assert [example.id for example in rows.examples] == ["train-1", "train-2"]
    assert read_folder(tmp_path, "train").examples[0].id == f"train-{SECRET} train_a.csv"
    write_csv(tmp_path / "test.csv", {**ROW, "Row Number": SECRET, "Patient Note": "Another note."})
    data = MedCalc(source="folder", path=str(tmp_path), calculators=[39], restricted=True).load()
    assert data.manifest["policy"] == "restricted"
    assert [example.id for example in data.splits["test"]] == ["test-1"]


@pytest.mark.parametrize("content", [f"Patient Note\n{SECRET}\xff\n".encode("latin-1"), f"{SECRET},b\n1,2\n".encode()])
def test_a_file_that_cannot_be_read_is_named_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "train.csv").write_bytes(content)
    with pytest.raises(DataError, match="train.csv") as error:
        read_folder(tmp_path, "train")
    assert SECRET not in str(error.value)
    (tmp_path / "train.csv").rename(tmp_path / "train.parquet")
    with pytest.raises(DataError, match="train.parquet is not readable as parquet") as error:
        read_folder(tmp_path, "train")
    assert SECRET not in str(error.value)


def test_the_tiny_tokenizer_is_not_built_from_restricted_rows() -> None:
    for restricted in (False, True):
        config = compose("model=tiny", f"task.restricted={restricted}", "task.rows={train: 9, validation: 2, test: 2}")
        data = config.task.load()
        texts = Job(config, data, None, None, ()).texts()  # type: ignore[arg-type]
        assert (data.splits["train"][0].fields["note"][:40] in "".join(texts)) is not restricted
        assert texts


@pytest.mark.parametrize("name", names("task"))
def test_reasons_that_are_counted_in_eval_json_quote_no_answer(name: str) -> None:
    task = instance(name)
    example = task.load().splits["test"][0]
    for answer in (f'{{"{task.answer_keys[0]}": "{SECRET}"}}', f'{{"{SECRET}": 1}}', SECRET, f'"{SECRET}'):
        parsed, score = task.judge(f"<think>{SECRET}</think><answer>{answer}</answer>", example)
        assert not score.correct
        assert SECRET not in score.reason + parsed.reason
