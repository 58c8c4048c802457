r"""A model behind an address that speaks OpenAI's chat completions: vLLM, SGLang, llama.cpp, transformers.

    server = Server(model)                                  # model.path, model.url; the key is in the environment
    server.ask(prompt, Request(tokens=256, temperature=0.0, top_p=1.0, seed=7))
    -> Reply("<think>\n140 - 102 ...", tokens=88, prompt_tokens=412, finished=True, read=())

Answers that are late, cut off or refused for now (408, 429, 5xx) are asked for again, each time after a longer wait, as
the server says or up to half a minute. What a server cannot answer at all ends the run with its reason; the rows that
were whole by then are on the disk. Reasoning that a server returns beside the answer is put before it, in its tags.
What a model's generation_config.json may change of sampling (vLLM and SGLang read it) is asked to be off.
"""

import os
import re
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ehrmind.errors import ConfigError, RunError
from ehrmind.model import Model
from ehrmind.models.replies import Reply, read_reply
from ehrmind.provenance import MASK
from ehrmind.types import Prompt

T = TypeVar("T")

KEY, OPENAI_KEY = "EHRMIND_SERVER_KEY", "OPENAI_API_KEY"  # of the environment; the second for OpenAI's own address
NO_KEY = "none"  # for servers that want none
READ = ("logprobs", "top_logprobs")
OPTIONAL = ("seed", *READ)  # that a server may not take
# Off, each: of vLLM (also 0.10 and before), SGLang and llama.cpp. Who does not know one is asked for none of them.
OFF = {"repetition_penalty": 1.0, "top_k": -1, "min_p": 0.0}
SAMPLING = ("temperature", "top_p")  # without these an answer is not the one that was asked for
TRIES = 6  # more, after the first
LONGEST = 30.0  # seconds to wait before the next
ALTERNATIVES, FEWER = 20, 5  # of a token, whose log-probabilities are asked for; the second where 20 are too many
TURNS = 8  # of one request: OFF, the limit's name, seed, log-probabilities twice; and some to spare
LIMITS = ("max_tokens", "max_completion_tokens")  # two names of one parameter, of which newer models take the second
TOO_LONG = ("context_length", "context length", "maximum context", "max_model_len", "too long", "context size")


@dataclass(frozen=True, slots=True)
class Request:
    """How one completion is to be drawn; with `read` each token's alternatives are asked for, too."""

    tokens: int
    temperature: float
    top_p: float
    seed: int
    read: bool = False


class TooLong(Exception):
    """The prompt leaves no room for the answer in the server's context."""


class Refused(RunError):
    """The server does not answer this prompt, such as by a filter of contents, or takes no such request at all."""


class Server:
    """One address and the name of a model there. Threads may share it. Raises ConfigError where openai is not there.

    `reads`: whether an answer has brought log-probabilities; `declined` are the parameters that it does not take.
    """

    def __init__(self, model: Model, tells: bool = True, tries: int = TRIES) -> None:
        """`tells`: a server's own words may be repeated, for they quote nothing that is restricted."""
        try:
            import openai
        except ImportError:
            raise ConfigError("model=server needs the package openai; pip install 'ehrmind[server]'") from None
        self._openai: Any = openai
        self._model, self._tells, self._tries = model, tells, tries
        self._limit, self._alternatives = LIMITS[0], ALTERNATIVES
        self._stopped = threading.Event()
        self._known: list[Any] = []  # models that it lists
        self.reads = False
        self.declined: set[str] = set()
        self._key = key_for(str(model.url))
        more: dict[str, Any] = {}
        if not _is_openai(str(model.url)):  # whose variables of the environment are for nobody else
            more["default_headers"] = dict.fromkeys(("OpenAI-Organization", "OpenAI-Project"), openai.Omit())
        # A proxy of the environment is for the world outside, and may keep what it is sent; so may a redirection. Who
        # trusts an address with restricted text has not said so of a proxy.
        client = openai.DefaultHttpxClient(trust_env=tells and not model.is_here, follow_redirects=False)
        self._client: Any = openai.OpenAI(
            base_url=model.url, api_key=self._key, timeout=model.timeout_s, max_retries=0, http_client=client, **more
        )

    @property
    def is_stopped(self) -> bool:
        """Whether nothing more is to be asked."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Let every thread that asks give up: what is under way is not waited for."""
        self._stopped.set()
        self._client.close()

    def identity(self) -> dict[str, Any]:
        """What the server says of the model, where it does: {"id": "org/name", "owned_by": "vllm"}."""
        try:
            self._known = list(self._client.models.list().data or ())
        except Exception:  # the list is optional: whatever is wrong with it, the first question tells
            self._known = []
        found = next((item for item in self._known if item.id == self._model.path), None)
        return {} if found is None else {key: value for key, value in found.to_dict().items() if _is_plain(value)}

    def ask(self, prompt: Prompt, request: Request) -> Reply:
        """One completion. Raises TooLong, ConfigError, RunError."""
        body: dict[str, Any] = {
            "model": self._model.path,
            "messages": prompt.messages(),
            "seed": request.seed,
        }
        if not self._model.own_sampling:
            body |= {"temperature": request.temperature, "top_p": request.top_p, **OFF}
        if request.read:
            body |= {"logprobs": True, "top_logprobs": ALTERNATIVES}
        if self._model.chat_kwargs:
            body["chat_template_kwargs"] = dict(self._model.chat_kwargs)
        reply = self._patiently(lambda: read_reply(self._create(body, request.tokens)))
        self.reads = self.reads or bool(reply.read)
        return reply

    def told(self) -> dict[str, Any]:
        """What it has said that it does not take: {"declined": ["seed"], "top_logprobs": 5}."""
        told: dict[str, Any] = {"declined": sorted(self.declined)} if self.declined else {}
        fewer = self._alternatives != ALTERNATIVES and not self.declined.intersection(READ)
        return told | ({"top_logprobs": self._alternatives} if fewer else {})

    def _create(self, body: Mapping[str, Any], tokens: int) -> Any:
        """Without what the server has said that it does not take, which it may say one by one.

        A refusal is of what this request held: others, under way at once, may have learned of it before.
        """
        for _ in range(TURNS):
            declined = frozenset(self.declined)
            asked = {name: value for name, value in body.items() if name not in declined}
            asked[self._limit] = tokens
            if "top_logprobs" in asked:
                asked["top_logprobs"] = self._alternatives
            beside = {name: asked.pop(name) for name in (*OFF, "chat_template_kwargs") if name in asked}
            try:
                return self._client.chat.completions.create(**asked, extra_body=beside or None)
            except (self._openai.BadRequestError, self._openai.UnprocessableEntityError) as error:
                words = _complaint(error)
                if any(sign in words.lower() for sign in TOO_LONG) or not self._learns(words, asked, beside):
                    raise
        raise AssertionError("every parameter was declined, and there is none left to name")

    def _learns(self, words: str, asked: Mapping[str, Any], beside: Collection[str]) -> bool:
        """Whether a refusal names what can be asked for in another way, or not at all: so it is from now on.

        OFF comes first and alone, since who does not know a name may list all that it does know.
        """
        named = {name for name in (*OPTIONAL, *OFF) if name in (*asked, *beside) and re.search(rf"\b{name}\b", words)}
        if named & OFF.keys():
            self.declined |= OFF.keys()
        elif LIMITS[0] in asked and LIMITS[1] in words:
            self._limit = LIMITS[1]
        elif named & {*READ} and asked["top_logprobs"] == ALTERNATIVES:
            self._alternatives = FEWER
        elif named:
            self.declined |= {*READ} if named & {*READ} else named
        return bool(named) or self._limit not in asked

    def _patiently(self, call: Callable[[], T]) -> T:
        """The call's result, tried again where another time may help."""
        openai = self._openai
        for turn in range(self._tries + 1):
            if self._stopped.is_set():
                raise RunError(f"{self._model.url} is not asked any more")
            try:
                return call()
            except (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError, ValueError) as error:
                if turn == self._tries or _is_spent(error) or self._stopped.is_set():
                    raise self._gone(error) from None
                self._stopped.wait(_wait(error, turn))
            except openai.APIStatusError as error:
                if error.status_code in (408, 409) and turn < self._tries:
                    self._stopped.wait(_wait(error, turn))
                    continue
                raise self._refused(error) from None
        raise AssertionError("the last turn returns or raises")

    def _refused(self, error: Any) -> Exception:
        """What a refusal means to the user."""
        where, words = self._model.url, _complaint(error).lower()
        if error.status_code in (401, 403):
            return ConfigError(f"{where} refuses the key ({error.status_code}); give it in the environment: {KEY}")
        if error.status_code == 404:
            known = f"; it has {', '.join(item.id for item in self._known[:10])}" if self._known else ""
            return ConfigError(f"{where} knows no such address, or no model.path={self._model.path} (404){known}")
        if error.status_code in (400, 413, 422) and any(sign in words for sign in TOO_LONG):
            return TooLong()
        named = [name for name in SAMPLING if re.search(rf"\b{name}\b", words)]
        if error.status_code in (400, 422) and named and not self._model.own_sampling:
            return ConfigError(
                f"{where} does not take {' and '.join(named)}{self._words(error)}; model.own_sampling=true lets it "
                "sample in its own way, so that what is called greedy is one sample"
            )
        kind = Refused if error.status_code in (400, 422, 451) else RunError
        return kind(f"{where} refuses the request ({error.status_code}{self._words(error)})")

    def _gone(self, error: Any) -> RunError:
        status = getattr(error, "status_code", None)
        what = f"answered {status}" if status else type(error).__name__
        return RunError(
            f"{self._model.url} does not answer ({what}{self._words(error)}), tried {self._tries + 1} times; look at "
            "the server, and start again by the same command: every row whose answers had all come is kept"
        )

    def _words(self, error: Any) -> str:
        said = " ".join(str(error).split())[:300]
        said = said if self._key == NO_KEY else said.replace(self._key, MASK)
        return f": {said}" if self._tells else ""


def key_for(url: str) -> str:
    """The key for this address, of the environment; OpenAI's own goes nowhere else."""
    names = (KEY, OPENAI_KEY) if _is_openai(url) else (KEY,)
    return next((os.environ[name] for name in names if os.environ.get(name)), NO_KEY)


def _is_openai(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname == "api.openai.com"


def _complaint(error: Any) -> str:
    """What a refusal says, without what it repeats of the request, in which any word may stand."""
    return str(_without_input(error.body) or error)


def _without_input(found: Any) -> Any:
    """[{"msg": "not valid", "input": "Patient Doe ..."}]  ->  [{"msg": "not valid"}]"""
    if isinstance(found, Mapping):
        return {key: _without_input(value) for key, value in found.items() if key != "input"}
    return [_without_input(value) for value in found] if isinstance(found, list) else found


def _wait(error: Any, turn: int) -> float:
    """Seconds before the next try: what the server says, else half a second, doubled each time."""
    response = getattr(error, "response", None)
    said = response.headers.get("retry-after", "") if response is not None else ""
    return min(float(said), 10 * LONGEST) if said.replace(".", "", 1).isdigit() else min(0.5 * 2**turn, LONGEST)


def _is_spent(error: Any) -> bool:
    """Whether a quota is used up, which no waiting brings back."""
    return getattr(error, "code", None) == "insufficient_quota"


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)
