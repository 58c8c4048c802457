"""A seeded random Llama of about half a million weights, with a tokenizer built from the task's own text.

For tests and plumbing: real TRL steps in seconds. It knows nothing, and never appears in a table of results.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, set_seed

from ehrmind.files import cache_folder, writable

VOCABULARY = 1024
SEED = 0
MAX_POSITIONS = 8192
SIZES = {
    "hidden_size": 128,
    "intermediate_size": 352,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": MAX_POSITIONS,
}
PAD, END = "<|pad|>", "<|end|>"
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}"
)


def tiny_model(texts: Sequence[str], cache: Path | None = None) -> Path:
    """The folder of the tiny model for these texts, built on first use; a model of other sizes has another."""
    made_of = (repr(SIZES), str(VOCABULARY), str(SEED), CHAT_TEMPLATE)
    key = hashlib.sha256("\x00".join((*made_of, *texts)).encode()).hexdigest()[:8]
    cache = cache or cache_folder()
    folder = cache / f"tiny-{key}"
    if folder.is_dir():
        return folder
    writable(cache, "EHRMIND_CACHE")
    with tempfile.TemporaryDirectory(dir=cache, prefix=".partial-") as name:
        work = Path(name) / "model"
        tokenizer = build_tokenizer(texts)
        tokenizer.save_pretrained(work)
        build_model(tokenizer).save_pretrained(work)
        try:
            work.rename(folder)
        except OSError:  # another process was first
            if not folder.is_dir():
                raise
    return folder


def build_tokenizer(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    """A byte-level BPE over the texts, with a chat template."""
    roles = [f"<|{role}|>" for role in ("system", "user", "assistant")]
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)  # type: ignore[assignment]
    bpe.decoder = decoders.ByteLevel()  # type: ignore[assignment]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[PAD, END, *roles],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bpe, pad_token=PAD, eos_token=END, padding_side="left")
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def build_model(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """A Llama of SIZES, weights drawn from SEED."""
    state = torch.get_rng_state()
    set_seed(SEED)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            **SIZES,
            tie_word_embeddings=True,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=None,
        )
    )
    torch.set_rng_state(state)
    return model
