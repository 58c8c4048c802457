"""A model's tokenizer without its weights, to count how many tokens a text has.

count = counter(config.model)
count("Sodium 133 mmol/L")      ->  7
"""

from collections.abc import Callable
from pathlib import Path

from transformers import AutoTokenizer

from ehrmind.errors import ConfigError
from ehrmind.model import Model, Origin
from ehrmind.models import faults, hub


def counter(model: Model) -> Callable[[str], int]:
    """The model's way to count. Raises ConfigError where its tokenizer cannot be had: it is nowhere, or on a server."""
    if model.origin in (Origin.random, Origin.server):
        raise ConfigError(f"model={model.name} has no tokenizer before it is made or asked")
    hub.check(model)
    options = {} if model.folder or not model.revision else {"revision": model.revision}
    try:
        tokenizer = AutoTokenizer.from_pretrained(_source(model), trust_remote_code=model.trust_remote_code, **options)
    except Exception as error:  # whatever a file of somebody else's makes transformers raise
        raise ConfigError(
            f"model.path={model.path}: its tokenizer could not be loaded: {faults.explain(error)}"
        ) from error
    return lambda text: len(tokenizer(text, add_special_tokens=False)["input_ids"])


def _source(model: Model) -> Path | str:
    if model.origin is Origin.embedded:
        from ehrmind.models.assets import embedded_model

        return embedded_model()
    return model.folder or str(model.path)
