"""What this code does on a GPU, in a few minutes: python -m benchmarks.gpu --minutes 8 --json gpu.json

Each part is a process of its own with its share of the time, and the file is written after each, so that whatever stops
one leaves the others. The model is a Qwen2.5 shape with random weights, float32, its arithmetic in bfloat16 on a GPU:

    correct     in float32 and bfloat16, stock against shared prefix by kernel and by mask: log-probs, gradients, and
                the share of greedy tokens that are the stock path's
    short       (2048, 8, 512): prompt tokens, completions, tokens of each
    long        (4000, 8, 800)
                seconds of a rollout, an update and both, each way in turn, medians after a short step that is not
                counted; peak memory of an update
    vllm        rollouts by vLLM against those here, where vLLM is installed
    fsdp2       a step of stage=rlvr under accelerate's FSDP2 on one process

On a CPU the shape is tiny and what is measured says nothing of a GPU: that is for trying the script.
"""

import argparse
import gc
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from benchmarks.grpo_step import fixed_batches, fixed_prompts, now, trainer_on

# The share of the time that each part may take.
PARTS = {"correct": 0.2, "short": 0.2, "long": 0.25, "vllm": 0.2, "fsdp2": 0.15}
WAYS = ("stock", "kernel", "masked")
SIZES = {"short": (2048, 8, 512), "long": (4000, 8, 800)}
TINY_SIZES = {"short": (48, 3, 12), "long": (96, 3, 16)}
# Of Qwen2.5's published shapes: layers, width, heads, key heads, inner width, vocabulary.
SHAPES = {
    "0.5b": (24, 896, 14, 2, 4864, 151936),
    "1.5b": (28, 1536, 12, 2, 8960, 151936),
    "tiny": (2, 64, 4, 2, 128, 512),
}
NO_CACHE = {"enable_prefix_caching": False}  # which would know the prompts of the second rollout
CORRECT = (64, 3, 24)  # prompt, completions, tokens of each
WARM_UP = 8  # tokens of each completion
LAYERS = 2  # of the model whose numbers are compared
PARTS_OF_STEP = ("rollout", "update")


def main() -> int:
    """Measure and print; 1 where a number is wrong or a part has failed."""
    options = _parse()
    if options.child:
        options.deadline = time.monotonic() + options.seconds
        _part(options)
        return 0
    report: dict[str, Any] = {"device": _device(options), "shape": _shape(options), "minutes": options.minutes}
    for name in options.parts:
        report[name] = _in_a_process(options, name, 60 * options.minutes * PARTS[name])
        print(f"{name:8} {_shown(report[name])}")
        if options.json:
            Path(options.json).write_text(json.dumps(report, indent=1) + "\n")
    return int(any("failed" in report[name] or report[name].get("wrong") for name in options.parts))


def _part(options: argparse.Namespace) -> None:
    parts: dict[str, Callable[[argparse.Namespace], dict[str, Any]]]
    parts = {"correct": correct, "short": ratios, "long": ratios, "vllm": against_vllm, "fsdp2": fsdp2}
    _tell(parts[options.child](options))


def _tell(found: dict[str, Any]) -> None:
    """Print what there is so far: the last line counts, whenever the part is stopped."""
    print(json.dumps(found), flush=True)


def correct(options: argparse.Namespace) -> dict[str, Any]:
    """How far log-probs and gradients of each way are from the stock path's, and how many greedy tokens agree."""
    import torch

    found: dict[str, Any] = {}
    wrong = []
    for dtype, limits in (("float32", (1e-3, 1e-3)), ("bfloat16", (0.05, 0.1))):
        half = dtype == "bfloat16"
        trainer, sizes = _trainer(options, CORRECT, layers=LAYERS, half=half)
        batch = fixed_batches(sizes, fixed_prompts(sizes, trainer.model.config.vocab_size), trainer)[0]
        logps, gradients, greedy = {}, {}, {}
        for way in WAYS:
            with _going(trainer, way):
                logps[way], gradients[way] = _scored(trainer, batch, sizes)
                if way != "masked":
                    greedy[way] = _greedy(trainer, batch["prompt_ids"][0].tolist(), sizes.completion)
        for way in WAYS[1:]:
            # In half precision unlikely tokens differ by tenths between two orders of summation: the mean is bounded
            gaps = (logps[way] - logps["stock"]).abs()
            gap = float(gaps.mean() if half else gaps.max())
            apart = float((gradients[way] - gradients["stock"]).norm() / gradients["stock"].norm())
            found[f"{dtype} {way}"] = {"log_probs": gap, "gradients": apart}
            if not (gap <= limits[0] and apart <= limits[1]):
                wrong.append(f"{dtype} {way}")
        same = sum(one == other for one, other in zip(greedy["kernel"], greedy["stock"], strict=False))
        found[f"{dtype} greedy"] = same / len(greedy["stock"])
        if not half and same < len(greedy["stock"]):
            wrong.append(f"{dtype} greedy")
        del trainer
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
    return {**found, "wrong": wrong}


def ratios(options: argparse.Namespace) -> dict[str, Any]:
    """Medians of a rollout's and an update's seconds by each way, how many times faster ours is, and the memory."""
    from ehrmind.rl.common import peak_memory_mb, reset_peak_memory

    trainer, sizes = _trainer(options, _sizes(options)[options.child], half=True)
    trainer.create_optimizer()
    trainer.current_gradient_accumulation_steps = 1
    trainer.model.train()
    prompts = fixed_prompts(sizes, trainer.model.config.vocab_size)
    batch = fixed_batches(sizes, prompts, trainer)[0]
    seconds: dict[str, dict[str, list[float]]] = {way: {"rollout": [], "update": []} for way in WAYS}
    memory: dict[str, float] = {}
    failed: dict[str, str] = {}
    lap, longest = 0, 0.0
    _warm_up(trainer, prompts, batch, sizes.group)
    while time.monotonic() + longest < options.deadline:
        started = time.monotonic()
        for way in [way for way in WAYS[lap % 3 :] + WAYS[: lap % 3] if way not in failed]:
            try:
                with _going(trainer, way):
                    if way != "masked":  # rollouts have no masked way
                        seconds[way]["rollout"].append(_timed(lambda: _rolled(trainer, prompts, sizes.group)))
                    reset_peak_memory()
                    seconds[way]["update"].append(_timed(lambda: _updated(trainer, batch)))
                    memory[way] = peak_memory_mb()
            except RuntimeError as error:  # out of memory, most likely: of one way, and the others go on
                failed[way] = str(error).splitlines()[0][:200]
                trainer.model.zero_grad()
        lap, longest = lap + 1, max(longest, time.monotonic() - started)
        report = _ratios(options, lap, seconds, memory, failed)
        _tell(report)
    return report


def _warm_up(trainer: Any, prompts: list[list[int]], batch: dict[str, Any], group: int) -> None:
    """A short step of each way, in which kernels are chosen and loaded. What fails in it fails in the laps, too."""
    length, cut = trainer.max_completion_length, {"completion_ids", "completion_mask"}
    short = {name: value[:, :WARM_UP] if name in cut else value for name, value in batch.items()}
    trainer.max_completion_length = trainer.generation_config.max_new_tokens = WARM_UP
    for way in WAYS:
        with suppress(RuntimeError), _going(trainer, way):
            if way != "masked":
                _rolled(trainer, prompts, group)
            _updated(trainer, short)
        trainer.model.zero_grad()
    trainer.max_completion_length = trainer.generation_config.max_new_tokens = length


def _ratios(
    options: argparse.Namespace,
    lap: int,
    seconds: dict[str, dict[str, list[float]]],
    memory: dict[str, float],
    failed: dict[str, str],
) -> dict[str, Any]:
    """What the laps so far come to."""
    middle = {
        way: {part: round(statistics.median(laps), 4) for part, laps in parts.items() if laps}
        for way, parts in seconds.items()
    }
    report: dict[str, Any] = {"sizes": _sizes(options)[options.child], "laps": lap, "seconds": middle}
    report["memory_mb"] = {way: round(size) for way, size in memory.items()}
    report |= {"did_not_run": failed} if failed else {}
    stock, ours = middle["stock"], middle["kernel"]
    report["ratio"] = {
        part: round(stock[part] / ours[part], 2) for part in PARTS_OF_STEP if part in stock and part in ours
    }
    if len(report["ratio"]) == len(PARTS_OF_STEP):
        report["ratio"]["step"] = round(sum(stock.values()) / sum(ours.values()), 2)
    if "update" in middle["masked"] and "update" in stock:
        report["ratio"]["update, masked"] = round(stock["update"] / middle["masked"]["update"], 2)
    return report


def against_vllm(options: argparse.Namespace) -> dict[str, Any]:
    """Seconds of one rollout here and by vLLM, started before and not counted."""
    from importlib.util import find_spec

    if find_spec("vllm") is None:
        return {"skipped": "vLLM is not installed"}
    import torch

    if not torch.cuda.is_available():
        return {"skipped": "it needs a GPU"}
    with tempfile.TemporaryDirectory() as folder:
        here, prompts, sizes = _rollout_here(options, folder)
        gc.collect()
        torch.cuda.empty_cache()
        there = _rollout_by_vllm(prompts, sizes, folder)
    return {"here_s": round(here, 3), "vllm_s": round(there, 3), "vllm_is_faster_by": round(here / there, 2)}


def _rollout_here(options: argparse.Namespace, folder: str) -> tuple[float, list[list[int]], argparse.Namespace]:
    """Seconds of the second of two rollouts, their prompts and sizes; the model is left in the folder."""
    trainer, sizes = _trainer(options, _sizes(options)["short"], half=True)
    prompts = fixed_prompts(sizes, trainer.model.config.vocab_size)
    with _going(trainer, "kernel"):
        seconds = [_timed(lambda: _rolled(trainer, prompts, sizes.group)) for _ in range(2)]
    trainer.model.save_pretrained(folder)
    trainer.processing_class.save_pretrained(folder)
    return seconds[-1], prompts, sizes


def _rollout_by_vllm(prompts: list[list[int]], sizes: argparse.Namespace, folder: str) -> float:
    os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
    os.environ.setdefault("VLLM_LOGGING_STREAM", "ext://sys.stderr")
    from vllm import LLM, SamplingParams

    longest = sizes.prompt + sizes.completion
    llm = LLM(model=folder, dtype="bfloat16", gpu_memory_utilization=0.6, max_model_len=longest, **NO_CACHE)
    how = {"temperature": 1.0, "max_tokens": sizes.completion, "ignore_eos": True, "detokenize": False}
    asked = SamplingParams(n=sizes.group, **how)
    given = [{"prompt_token_ids": ids} for ids in prompts]
    return [_timed(lambda: llm.generate(given, asked, use_tqdm=False)) for _ in range(2)][-1]


def fsdp2(options: argparse.Namespace) -> dict[str, Any]:
    """Whether a step of RLVR runs under FSDP2 on one process, and says its reward and loss."""
    import torch

    if not torch.cuda.is_available():
        return {"skipped": "it needs a GPU"}
    from ehrmind.registry import files_root

    config = files_root() / "conf" / "accelerate" / "fsdp2.yaml"
    with tempfile.TemporaryDirectory() as folder:
        launch = [sys.executable, "-m", "accelerate.commands.launch", "--config_file", str(config)]
        words = ["stage=rlvr", "model=tiny", "stage.steps=1", "evaluation.limit=4", "evaluation.k=0"]
        words += ["evaluation.engine=transformers"]
        rows = "task.rows={train: 40, validation: 2, test: 13}"
        command = [*launch, "--num_processes", "1", "-m", "ehrmind", *words, rows, f"runs_dir={folder}"]
        result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=0.9 * options.seconds)
        if result.returncode:
            return {"failed": (result.stderr or result.stdout).strip().splitlines()[-1][:300]}
        (metrics,) = Path(folder).glob("*/metrics.jsonl")
        row = json.loads(metrics.read_text().splitlines()[-1])
    return {name: row[name] for name in ("reward", "loss", "grad_norm", "step_time") if name in row}


def _trainer(
    options: argparse.Namespace, sizes: tuple[int, int, int], layers: int | None = None, half: bool = False
) -> tuple[Any, argparse.Namespace]:
    """Our trainer on a model with random weights, and what `benchmarks.grpo_step` calls its sizes."""
    import torch

    prompt, group, completion = sizes
    given = argparse.Namespace(prompt=prompt, group=group, completion=completion, groups=1)
    bf16 = half and torch.cuda.is_available()
    trainer = trainer_on(_model(options, layers), _tokenizer(), given, "ours", beta=0.0, bf16=bf16)
    trainer.model = trainer.model_wrapped = trainer.accelerator.prepare_model(trainer.model)  # its forward in bfloat16
    return trainer, given


def _model(options: argparse.Namespace, layers: int | None) -> Any:
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    depth, width, heads, key_heads, inner, vocabulary = SHAPES[_shape(options)]
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=vocabulary,
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers or depth,
        num_attention_heads=heads,
        num_key_value_heads=key_heads,
        max_position_embeddings=32768,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=None,
    )
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        return Qwen2ForCausalLM(config)


def _tokenizer() -> Any:
    """Any: prompts are ids."""
    from transformers import AutoTokenizer

    from ehrmind.models.tiny import tiny_model

    folder = Path(tempfile.mkdtemp())
    return AutoTokenizer.from_pretrained(tiny_model(["a b c " * 50], folder), padding_side="left")


@contextmanager
def _going(trainer: Any, way: str) -> Iterator[None]:
    """Let the trainer go this way."""
    from ehrmind.rl.shared_prefix import attention
    from ehrmind.rl.shared_prefix.logps import prepare, restore

    model = trainer.accelerator.unwrap_model(trainer.model)
    kernel_for = attention.kernel_for
    trainer.shared = way != "stock"
    (prepare if trainer.shared else restore)(model)
    try:
        if way == "masked":
            attention.kernel_for = lambda query: None
        yield
    finally:
        attention.kernel_for = kernel_for


def _scored(trainer: Any, batch: dict[str, Any], sizes: argparse.Namespace) -> tuple[Any, Any]:
    """Log-probs (G, R) and the gradient of their weighted sum, as one vector."""
    import torch

    trainer.model.zero_grad()
    ids = torch.cat([batch["prompt_ids"], batch["completion_ids"]], dim=1)
    logps = trainer._get_per_token_logps_and_entropies(trainer.model, ids, torch.ones_like(ids), sizes.completion)[0]
    (batch["advantages"][:, None] * logps).sum().backward()
    gradient = torch.cat([weight.grad.flatten().float() for weight in trainer.model.parameters()])
    return logps.detach().float(), gradient


def _greedy(trainer: Any, prompt: list[int], length: int) -> list[int]:
    import torch

    from ehrmind.rl.shared_prefix.rollout import rollout
    from ehrmind.rl.shared_prefix.sampling import Sampling

    model = trainer.accelerator.unwrap_model(trainer.model).eval()
    if trainer.shared:
        return rollout(model, [prompt], 1, length, Sampling(temperature=0), [])[0]
    row = torch.tensor([prompt], device=model.device)
    with torch.inference_mode():
        written = model.generate(row, max_new_tokens=length, do_sample=False, pad_token_id=0)[0, len(prompt) :]
    return list(written.tolist())


def _rolled(trainer: Any, prompts: list[list[int]], group: int) -> None:
    trainer._generate_single_turn([prompt for prompt in prompts for _ in range(group)], None, {}, group)


def _updated(trainer: Any, batch: dict[str, Any]) -> None:
    trainer._compute_loss(trainer.model, batch).backward()
    trainer.optimizer.step()
    trainer.optimizer.zero_grad()


def _timed(call: Callable[[], object]) -> float:
    started = now()
    call()
    return now() - started


def _in_a_process(options: argparse.Namespace, name: str, seconds: float) -> dict[str, Any]:
    """What a part has measured, or why it has not."""
    command = [sys.executable, "-m", "benchmarks.gpu", "--child", name, "--seconds", str(seconds)]
    command += ["--device", options.device, "--shape", options.shape]
    place = {**os.environ, "CUDA_VISIBLE_DEVICES": ""} if options.device == "cpu" else dict(os.environ)
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(command, stdout=said, stderr=errors, text=True, env=place, start_new_session=True)
        late = False
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            late = True
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # with what it has started, which would hold the GPU
            child.wait()
        found, reasons = list(_objects(_whole_lines(said))), _whole_lines(errors)
    if found and (late or child.returncode == 0):
        return found[-1] | ({"cut_after_s": round(seconds)} if late else {})
    if late:
        return {"failed": f"not done in its {seconds:.0f} s"}
    return {"failed": reasons[-1][:300] if reasons else f"exit code {child.returncode}"}


def _objects(lines: list[str]) -> Iterator[dict[str, Any]]:
    """What a part has told; libraries talk between."""
    for line in lines:
        with suppress(ValueError):
            told = json.loads(line)
            if isinstance(told, dict):
                yield told


def _whole_lines(file: IO[str]) -> list[str]:
    """Those that were written to their end."""
    file.seek(0)
    return file.read().split("\n")[:-1]


def _device(options: argparse.Namespace) -> str:
    import torch

    if options.device != "cpu" and torch.cuda.is_available():
        return f"{torch.cuda.get_device_name()}, torch {torch.__version__}"
    return f"CPU, torch {torch.__version__}"


def _shape(options: argparse.Namespace) -> str:
    """The shape that was asked for; on a CPU the tiny one."""
    return "tiny" if options.device == "cpu" else str(options.shape)


def _sizes(options: argparse.Namespace) -> dict[str, tuple[int, int, int]]:
    return TINY_SIZES if options.device == "cpu" else SIZES


def _shown(found: dict[str, Any]) -> str:
    for key in ("failed", "skipped"):
        if key in found:
            return f"{key}: {found[key]}"
    if "wrong" in found:
        return (
            f"wrong: {', '.join(found['wrong'])}" if found["wrong"] else "log-probs, gradients and greedy tokens agree"
        )
    if "ratio" in found:
        times = ", ".join(f"{part} {value} x" for part, value in found["ratio"].items())
        return f"{found['sizes']}: {times}; memory {found['memory_mb']} MB"
    return ", ".join(f"{name} {value}" for name, value in found.items())


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--shape", choices=sorted(SHAPES), default="0.5b")
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--json", metavar="FILE", help="written after each part")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=60.0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.device == "auto":
        import torch

        options.device = "cuda" if torch.cuda.is_available() else "cpu"
    return options


if __name__ == "__main__":
    sys.exit(main())
