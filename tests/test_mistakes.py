"""Command lines as people mistype them: each mistake is named with its word and what was meant, before anything runs."""

import re

import pytest

from ehrmind import registry
from ehrmind.__main__ import main
from ehrmind.compose import HYDRA_ERRORS, compose, left_out, prepare, with_lists
from ehrmind.errors import ConfigError, UserError
from ehrmind.mistakes import explain, flags_first, overrides_in, refuse


def said(*words: str) -> str:
    """What is answered to the words, by us before Hydra sees them or after Hydra's error."""
    words = tuple(with_lists(words))
    try:
        refuse(words)
        compose(overrides_in(words))
    except UserError as error:
        return str(error)
    except HYDRA_ERRORS as error:
        return explain(error, words)
    raise AssertionError(f"nothing is wrong with {words}")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            "stge=rlvr mdel=tiny",
            "stge is not a field of Config; did you mean stage?\nmdel is not a field of Config; did",
        ),
        ("stage=rlvr stage.lrr=1 stage.stepz=3", "did you mean stage.lr?\nstage.stepz is not a field of RLVR; did you"),
        (
            "stage=rvlr stage.rlvr.stepz=3",
            "stage=rvlr is not a choice; did you mean stage=rlvr?\nstage.rlvr.stepz is not",
        ),
        ("reward=[gated,proces]", "reward=[gated,proces]: proces is not a choice; did you mean process?"),
        ("+sweeps=arms,typo", "+sweeps=[arms,typo]: typo is not a choice; choices: arms, arms_more, backbones, "),
        ("+experiments=dmo", "+experiments=dmo is not a choice; did you mean +experiments=demo?"),
        ("experiments=demo", "experiments=demo needs a plus sign: +experiments=demo"),
        ("+stage=rlvr", "+stage=rlvr has a plus sign too many: stage=rlvr"),
        ("stage=null", "stage=null chooses nothing; stage= one of: diagnose, distill, evaluate, "),
        ("reward=[]", "reward=[] chooses nothing; reward= one of: balanced, "),
        ("stage=RLVR", "stage=RLVR is not a choice; did you mean stage=rlvr?"),
        ("stage = rlvr", "no spaces around the equals sign"),
        ("rlvr", "rlvr is not KEY=VALUE; did you mean stage=rlvr?"),
        ("stage", "stage is not KEY=VALUE; stage= one of: "),
        ("--stage=rlvr", "--stage=rlvr is no flag; a field is set without dashes, stage=VALUE"),
        ("--resolv", "--resolv is no flag; did you mean --resolve?"),
        ("model=Qwen/Qwen3-4B", "a hub id or folder is model=hub model.path=Qwen/Qwen3-4B"),
        ("model.path=/x", "model.path=/x is not read by model=smollm2_135m; add model=hub"),
        ("task.path=/data/v=1", """task.path=/data/v=1 cannot be read; quote the value: 'task.path="/data/v=1"'"""),
        ("task.path=/data/(old)", """quote the value: 'task.path="/data/(old)"'"""),
        ("task.path=/a,b", """'task.path="/a,b"' is one value"""),
        ("task.calculators=10,21", "task.calculators=[10,21] is a list"),
        ("+experiments=demo,quickstart", "+experiments=demo,quickstart is several values: --multirun runs one after"),
        ("task.rows={train=5}", "cannot be read; a list is [1,2], a group of fields {a: 1, b: 2}"),
        ("stage.rlvr.steps=abc", "stage.rlvr.steps=abc is no whole number"),
        ("stage.rlvr.recipe=papr", "stage.rlvr.recipe=papr is not a choice; did you mean stage.rlvr.recipe=paper?"),
        ("stage.rlvr.steps=null", "stage.rlvr.steps=null is no value, and stage.rlvr.steps needs one"),
        ("stage.rlvr.steps.a=3", "stage.rlvr.steps is one value, and has no fields of its own"),
        ("stage.rlvr=3", "stage.rlvr has fields of its own; set those"),
        ("task.calculators=10", "task.calculators is a list: task.calculators=[A,B]"),
        ("stage.rlvr.extra.beta=0.1", "is a new key, which is added with a plus sign: +stage.rlvr.extra.beta=VALUE"),
        ("stage.rlvr.extra=3", "stage.rlvr.extra has fields of its own"),
        ("runs_dir=", "runs_dir= is empty; give a folder"),
        ("preflight=maybe", "preflight=maybe is neither true nor false"),
        ("stage=rlvr stage.arm=rlvr", "it is one of stage=sft_rlvr and stage=transfer"),
        ("task.label=guo_los", "task.label is not a field of MedCalc; it is one of task=ehrshot"),
        ("task=ehrshot task.events=[drug]", "task.events=drug is not a choice; did you mean task.events=drugs?"),
        ("+experiments=demo stage=rlvr", "for this arm use stage.arm=rlvr in place of stage=rlvr"),
        ("+experiment=medcalc", "+experiment=medcalc is not a field of Config; did you mean +experiments=medcalc?"),
        ("+sweeps=arms +sweeps=[seeds,losses]", "is one list: +sweeps=arms,seeds,losses"),
        ("stage.num_generations=8", "stage.num_generations is TRL's name; here it is stage.rlvr.group_size"),
        ("stage=rlvr stage.beta=0.1", "stage.beta is TRL's name; here it is stage.kl"),
        (
            "stage=sft stage.gradient_accumulation_steps=2",
            "is TRL's name; here it is stage.batch and stage.micro_batch",
        ),
        (
            "stage=diagnose stage.temperature=0.7",
            "stage.temperature is not a field of Diagnose; it is one of stage=rlvr",
        ),
        ("model.lora.targets=[]", "model.lora.targets= names no module"),
        ("model.lora.targets=*proj", "model.lora.targets=*proj is no regular expression"),
    ],
)
def test_a_mistake_is_named_with_what_was_meant(words: str, answer: str) -> None:
    found = said(*words.split(" "))
    assert answer in found
    assert "search path" not in found


def test_a_value_with_spaces_and_quotes_has_a_form_that_can_be_typed() -> None:
    assert '\'task.path="/data/my (old) \\"notes\\""\'' in said('task.path=/data/my (old) "notes"')


def test_secrets_are_not_repeated() -> None:
    assert "hf_abc" not in said("+stage.rlvr.extra.hub_token=hf_abc=")


def test_the_words_of_flags_are_no_fields() -> None:
    assert overrides_in(["--cfg", "job", "stage=sft", "-m", "seed=0"]) == ["stage=sft", "seed=0"]


def test_flags_may_stand_between_the_words() -> None:
    assert flags_first(["a=1", "--cfg", "job", "b=2", "-m", "c=3"]) == ["--cfg", "job", "-m", "a=1", "b=2", "c=3"]
    assert flags_first(["a=1", "--info"]) == ["--info=all", "a=1"]


def test_an_experiment_that_is_a_sweep_is_refused_under_a_launcher_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["ehrmind"])
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert main(["+experiments=cross_task_cpu"]) == 2
    assert "has started 2 processes for one run, and this is a sweep" in capsys.readouterr().err


@pytest.mark.parametrize("stage", ["diagnose", "evaluate"])
def test_a_stage_that_trains_nothing_composes_with_an_experiment(stage: str) -> None:
    words = ["+experiments=medcalc_cpu", f"stage={stage}", "evaluation.k=4"]
    assert left_out(words) == ("arm", "sft", "rlvr", "on")
    prepare(words)
    try:
        config = compose(words)
    finally:
        prepare()
    assert config.stage.registered_name == stage
    assert (config.task.calculators, config.evaluation.completion_tokens) == ([10, 21, 26, 30, 45], 176)  # type: ignore[attr-defined]


def test_an_experiment_keeps_its_chain_otherwise() -> None:
    assert left_out(["+experiments=medcalc_cpu"]) == ()
    assert left_out(["+experiments=medcalc_cpu", "stage=sft_rlvr"]) == ()
    assert left_out(["+experiments=medcalc_cpu", "stage=diagnose,sft_rlvr"]) == ()
    assert left_out(["stage=diagnose"]) == ()


def test_lora_targets_are_a_list_or_names_with_commas_or_an_expression() -> None:
    for word in (
        "model.lora.targets=q_proj,v_proj",
        "model.lora.targets=[v_proj,q_proj]",
        "model.lora.targets='v_proj, q_proj'",
    ):
        assert compose(with_lists([word])).model.lora.targets == ["q_proj", "v_proj"]
    assert compose(["model.lora.targets=q_proj"]).model.lora.targets == ["q_proj"]
    assert compose(["model.lora.targets='.*[qv]_proj'"]).model.lora.targets == ".*[qv]_proj"
    assert compose([]).model.lora.targets == "all-linear"


def test_slurm_is_looked_for_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ehrmind.__main__.importlib.util.find_spec", lambda name: name)
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["seed=0,1", "hydra.mode=MULTIRUN", "hydra/launcher=submitit_slurm"]) == 2
    assert "needs SLURM, and there is no sbatch on the path" in capsys.readouterr().err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"ehrmind \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_every_choice_of_the_groups_is_known_to_the_messages() -> None:
    assert "gated" in registry.choices("reward").split(", ")
    with pytest.raises(ConfigError, match=r"\+sweeps= one of: arms"):
        refuse(["+sweeps="])
