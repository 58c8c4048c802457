"""A model behind an address: what is sent, what is tried again, what is refused. A real client and a real connection."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from ehrmind.errors import ConfigError, RunError
from ehrmind.model import Model, Origin
from ehrmind.models import server as servers
from ehrmind.models.server import Request, Server, TooLong
from ehrmind.types import Prompt
from tests.stub_server import NAME, Stub, stub
from tests.test_config import compose

PROMPT = Prompt("You are careful.", "Patient Doe: what is the anion gap?")
GREEDY = Request(tokens=64, temperature=0.0, top_p=1.0, seed=7)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    monkeypatch.setattr(servers, "_wait", lambda error, turn: 0.01)
    with stub(lambda body: "<think>a</think><answer>b</answer>") as server:
        yield server


def model_at(url: str, **more: object) -> Model:
    return Model(name="server", origin=Origin.server, path=NAME, url=url, **more)  # type: ignore[arg-type]


def test_a_prompt_becomes_chat_messages_and_an_answer_a_reply(there: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHRMIND_SERVER_KEY", "secret-1")
    reply = Server(model_at(there.url)).ask(PROMPT, GREEDY)
    assert (reply.text, reply.tokens, reply.prompt_tokens, reply.finished) == (
        "<think>a</think><answer>b</answer>",
        7,
        11,
        True,
    )
    (body,) = there.asked
    assert [item["role"] for item in body["messages"]] == ["system", "user"]
    assert (body["model"], body["temperature"], body["max_tokens"], body["seed"]) == (NAME, 0.0, 64, 7)
    assert (body["repetition_penalty"], body["top_k"], body["min_p"]) == (1.0, -1, 0.0), "else the model's own are used"
    assert "logprobs" not in body
    assert there.headers[0]["authorization"] == "Bearer secret-1"


@pytest.mark.parametrize("fault", ["429", "500", "cut", "html"])
def test_a_passing_fault_is_tried_again(there: Stub, fault: str) -> None:
    there.faults[fault] = 2
    assert Server(model_at(there.url)).ask(PROMPT, GREEDY).finished
    assert len(there.asked) == 3


def test_an_answer_that_stalls_is_asked_for_again(there: Stub) -> None:
    there.faults["stall"] = 1
    assert Server(model_at(there.url, timeout_s=0.5)).ask(PROMPT, GREEDY).finished
    assert len(there.asked) == 2


def test_a_server_that_stays_broken_ends_the_run_by_name(there: Stub) -> None:
    there.faults["500"] = 99
    with pytest.raises(
        RunError, match="answered 500.*Patient Doe.*tried 3 times.*every row whose answers had all come is kept"
    ):
        Server(model_at(there.url), tries=2).ask(PROMPT, GREEDY)
    with pytest.raises(RunError) as told:
        Server(model_at(there.url), tells=False, tries=1).ask(PROMPT, GREEDY)
    assert "Doe" not in str(told.value), "what a server quotes of restricted text is not repeated"


def test_nobody_at_the_address() -> None:
    with pytest.raises(RunError, match="127.0.0.1:9/v1 does not answer"):
        Server(model_at("http://127.0.0.1:9/v1"), tries=0).ask(PROMPT, GREEDY)


def test_a_refused_key_and_a_prompt_that_is_too_long(there: Stub) -> None:
    there.faults["key"] = 1
    with pytest.raises(ConfigError, match="EHRMIND_SERVER_KEY"):
        Server(model_at(there.url)).ask(PROMPT, GREEDY)
    there.faults["long"] = 1
    with pytest.raises(TooLong):
        Server(model_at(there.url)).ask(PROMPT, GREEDY)


def test_reasoning_that_comes_beside_the_answer_is_put_before_it() -> None:
    message = {"content": '\n<answer>{"answer": "14"}</answer>', "reasoning_content": "140 - 126 = 14"}
    with stub(lambda body: message) as server:
        reply = Server(model_at(server.url)).ask(PROMPT, GREEDY)
    assert reply.text == '<think>\n140 - 126 = 14\n</think>\n<answer>{"answer": "14"}</answer>'


def test_a_name_that_the_server_does_not_know_is_refused_with_those_it_does(there: Stub) -> None:
    assert Server(model_at(there.url)).identity()["owned_by"] == "stub"
    other = Server(Model(name="server", origin=Origin.server, path="stub-modle", url=there.url))
    assert other.identity() == {}, "it may have another name for the same model: the first question tells"
    there.faults["model"] = 1
    with pytest.raises(ConfigError, match=f"no model.path=stub-modle .404.; it has {NAME}"):
        other.ask(PROMPT, GREEDY)
    there.lists = False
    assert Server(model_at(there.url)).identity() == {}, "some servers have no list"
    assert Server(model_at(there.url.removesuffix("/v1"))).identity() == {}


def test_a_prompt_that_opens_the_reasoning_has_it_in_the_answer_too() -> None:
    with stub(lambda body: 'So 14.\n</think>\n<answer>{"answer": "14"}</answer>') as server:
        reply = Server(model_at(server.url)).ask(PROMPT, GREEDY)
    assert reply.text == '<think>\nSo 14.\n</think>\n<answer>{"answer": "14"}</answer>'


def test_what_is_declined_is_left_out_from_then_on(there: Stub) -> None:
    there.declines = ("seed",)
    server = Server(model_at(there.url))
    assert server.ask(PROMPT, GREEDY).finished
    assert server.declined == {"seed"}
    before = len(there.asked)
    assert server.ask(PROMPT, GREEDY).finished
    (body,) = there.asked[before:]
    assert "seed" not in body
    assert (body["temperature"], body["top_p"]) == (0.0, 1.0)


def test_who_does_not_know_one_of_what_is_to_be_off_is_asked_for_none_of_it(there: Stub) -> None:
    there.declines = ("top_k", "min_p", "repetition_penalty")  # each said when it is asked for: in vain, three times
    server = Server(model_at(there.url))
    assert server.ask(PROMPT, GREEDY).finished
    assert server.told() == {"declined": ["min_p", "repetition_penalty", "top_k"]}
    assert len(there.asked) == 2
    there.declines = ("min_p",)  # with a list of what is known, in which other names stand
    server = Server(model_at(there.url))
    assert server.ask(PROMPT, GREEDY).finished
    assert server.told() == {"declined": ["min_p", "repetition_penalty", "top_k"]}
    assert (there.asked[-1]["seed"], there.asked[-1]["max_tokens"]) == (7, 64)


def test_a_server_of_fewer_alternatives_is_asked_for_five(there: Stub) -> None:
    there.read = lambda text: [{"token": text, "logprob": -0.1, "bytes": None, "top_logprobs": []}]
    there.alternatives = 5
    server = Server(model_at(there.url))
    reading = replace(GREEDY, read=True)
    assert server.ask(PROMPT, reading).read
    assert [body["top_logprobs"] for body in there.asked] == [20, 5]
    assert server.told() == {"top_logprobs": 5}
    there.alternatives = 0
    assert not server.ask(PROMPT, reading).read
    assert server.told() == {"declined": ["logprobs", "top_logprobs"]}


@pytest.mark.parametrize("name", ["max_tokens", "seed"])
def test_what_is_declined_may_be_declined_of_many_requests_at_once(there: Stub, name: str) -> None:
    there.declines, there.together = (name,), threading.Barrier(8)
    server = Server(model_at(there.url), tries=0)
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda _: server.ask(PROMPT, GREEDY), range(8)))
    assert all(reply.finished for reply in replies)
    assert len(there.asked) == 16, "once with it, once without"
    assert "max_completion_tokens" in there.asked[-1] or name == "seed"


def test_a_refusal_that_repeats_the_prompt_is_not_taken_for_one_of_its_words(there: Stub) -> None:
    there.declines = ("top_p",)
    with pytest.raises(ConfigError, match="does not take top_p:"):
        Server(model_at(there.url)).ask(Prompt("", "Temperature 38; temperature 39 later."), GREEDY)


@pytest.mark.parametrize(
    ("ends", "finished", "ending"),
    [
        *(("stop", True, ""), ("length", False, ""), ("model_length", False, ""), (None, None, "")),
        *(("content_filter", False, "content_filter"), ("It ended <so>", False, "another ending")),
    ],
)
def test_how_an_answer_ended_is_what_the_server_says(there: Stub, ends: str, finished: object, ending: str) -> None:
    there.ends = ends
    reply = Server(model_at(there.url)).ask(PROMPT, GREEDY)
    assert (reply.finished, reply.ending) == (finished, ending)


@pytest.mark.parametrize("usage", [None, {"prompt_tokens": None, "completion_tokens": None, "total_tokens": None}])
def test_where_a_server_counts_no_tokens_words_are(there: Stub, usage: object) -> None:
    there.usage = usage
    there.answer = lambda body: "one two three"
    reply = Server(model_at(there.url)).ask(PROMPT, GREEDY)
    assert (reply.tokens, reply.prompt_tokens) == (3, 0)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": [{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]}, "one two"),
        ({"content": None, "refusal": "I cannot help with that."}, "I cannot help with that."),
        ({"content": None}, ""),
    ],
)
def test_an_answer_in_parts_and_one_that_refuses_are_texts(there: Stub, message: object, text: str) -> None:
    there.answer = lambda body: message
    assert Server(model_at(there.url)).ask(PROMPT, GREEDY).text == text


@pytest.mark.parametrize("tells", [True, False])
def test_restricted_prompts_go_through_no_proxy(monkeypatch: pytest.MonkeyPatch, tells: bool) -> None:
    """Who trusts the address has not said so of what stands between."""
    with stub(lambda body: "from the proxy") as proxy:
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        server = Server(model_at("http://model.invalid/v1"), tells=tells, tries=0)
        if tells:
            assert server.ask(PROMPT, GREEDY).text == "from the proxy"
        else:
            with pytest.raises(RunError, match="model.invalid/v1 does not answer"):
                server.ask(PROMPT, GREEDY)
        assert bool(proxy.asked) == tells


def test_a_server_that_samples_in_its_own_way_has_to_be_allowed_to(there: Stub) -> None:
    """Its answers would be called greedy, and are none."""
    there.declines = ("temperature",)
    with pytest.raises(ConfigError, match=r"does not take temperature.*model\.own_sampling=true"):
        Server(model_at(there.url)).ask(PROMPT, GREEDY)
    assert Server(model_at(there.url, own_sampling=True)).ask(PROMPT, GREEDY).finished
    assert not {"temperature", "top_p", "top_k"} & there.asked[-1].keys()


def test_openais_key_goes_to_openai_alone(there: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EHRMIND_SERVER_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-mine")
    Server(model_at(there.url)).ask(PROMPT, GREEDY)
    assert "mine" not in str(there.headers)
    assert servers.key_for("https://api.openai.com/v1") == "sk-mine"
    for other in ("http://api.openai.com/v1", "https://api.openai.com.example.org/v1", "https://example.org/v1"):
        assert servers.key_for(other) == "none"


def test_a_redirection_is_not_followed(there: Stub) -> None:
    with stub(lambda body: "elsewhere") as other:
        there.moved = other.url
        with pytest.raises(RunError):
            Server(model_at(there.url), tries=0).ask(PROMPT, GREEDY)
        assert not other.asked, "it would be sent the prompt, which may be restricted"


def test_a_key_that_a_server_repeats_is_masked(there: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHRMIND_SERVER_KEY", "secret-77")
    there.faults["echo"] = 1
    with pytest.raises(RunError, match=r"\*\*\*") as told:
        Server(model_at(there.url), tries=0).ask(PROMPT, GREEDY)
    assert "secret-77" not in str(told.value)


def test_a_server_that_was_stopped_is_not_asked(there: Stub) -> None:
    server = Server(model_at(there.url))
    server.stop()
    with pytest.raises(RunError, match="not asked any more"):
        server.ask(PROMPT, GREEDY)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("model.path=x",), "is no address"),
        (("model.url=http://127.0.0.1/v1",), "model.path is empty"),
        (("model.path=x", "model.url=http://me:secret@example.org/v1"), "EHRMIND_SERVER_KEY"),
        (("model.path=x", "model.url=ftp://example.org"), "is no address"),
        (("model=tiny", "model.own_sampling=true"), "model.own_sampling=true is of a server"),
        (("model.path=x", "model.url=ftp://me:secret@example.org"), "EHRMIND_SERVER_KEY"),
        (("model.path=x", "model.url=http://127.0.0.1/v1", "evaluation.engine=vllm"), "evaluation.engine=vllm"),
        (("model.path=x", "model.url=http://127.0.0.1/v1", "model.lora.rank=4"), "model.lora.rank"),
        (("model.path=x", "model.url=http://127.0.0.1/v1", "stage=sft"), "stage=sft needs weights"),
        (("model.path=x", "model.url=http://127.0.0.1/v1", "evaluation.probes=[edit]"), "evaluation.probes"),
        (
            (
                "model.path=x",
                "model.url=https://example.org/v1",
                "task.source=folder",
                "task.path=/data",
                "task.restricted=true",
            ),
            "model.trusted_server=true",
        ),
    ],
)
def test_what_a_server_cannot_do_is_refused_before_anything_runs(words: tuple[str, ...], expected: str) -> None:
    with pytest.raises(ConfigError, match=expected) as told:
        compose("model=server", "stage=evaluate", *words)
    assert "secret" not in str(told.value)


def test_restricted_text_may_go_to_this_machine_and_to_who_is_trusted() -> None:
    words = ("model=server", "model.path=x", "stage=evaluate", "task.source=folder", "task.path=/data")
    for more in (
        ("model.url=http://127.0.0.1:8000/v1",),
        ('model.url="http://[::1]:8000/v1"',),
        ("model.url=http://localhost:8000/v1",),
        ("model.url=http://0.0.0.0:8000/v1",),
        ('model.url="http://[::]:8000/v1"',),
        ("model.url=https://example.org/v1", "model.trusted_server=true"),
    ):
        compose(*words, "task.restricted=true", *more)
    for url in ("http://127.0.0.1.example.org/v1", "http://localhost.example.org/v1", "http://10.0.0.1/v1"):
        with pytest.raises(ConfigError, match="trusted_server"):
            compose(*words, "task.restricted=true", f"model.url={url}")
