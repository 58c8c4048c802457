"""A server of chat completions on loopback that answers by a script, and can stall, cut an answer off, refuse and fail.

with stub(lambda body: "<think>...</think><answer>...</answer>") as server:
    compose(f"model.url={server.url}", ...)
    server.faults["429"] = 2          # the next two requests are answered so
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NAME = "stub-model"
KNOWN = " Expected one of: messages, max_completion_tokens, seed, logprobs."  # as some list what they know
Answer = Callable[[dict[str, Any]], Any]  # a text, or a message; of the request's body


class Stub(ThreadingHTTPServer):
    """What was asked, and which faults are still to come, by name: 429, 500, stall, cut, html, long, key, model, echo."""

    daemon_threads = True
    request_queue_size = 64  # connections that wait

    def __init__(self, answer: Answer, read: Callable[[str], Any] | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.read = answer, read
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.faults: dict[str, int] = {}
        self.most = self.now = 0  # requests at once
        self.lock = threading.Lock()
        self.lists = True
        self.moved = ""  # to this address
        self.refusal = ""  # of every request
        self.declines: tuple[str, ...] = ()  # parameters that it does not take, said one by one
        self.together = threading.Barrier(1)  # for so many requests it waits before it declines the first time
        self.alternatives = 20  # of a token, at most
        self.filters = ""  # prompts that hold this are refused
        self.ends = "stop"
        self.usage: Any = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def fault(self) -> str:
        with self.lock:
            name = next((name for name, left in self.faults.items() if left), "")
            if name:
                self.faults[name] -= 1
            return name

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class Handler(BaseHTTPRequestHandler):
    server: Stub

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        if not self.server.lists:
            return self._say(404, {"error": {"message": "no such path"}})
        return self._say(200, {"object": "list", "data": [{"id": NAME, "object": "model", "owned_by": "stub"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        server = self.server
        if server.moved:
            return self._say(307, {}, {"location": f"{server.moved}/chat/completions"})
        with server.lock:
            server.asked.append(body)
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            server.now += 1
            server.most = max(server.most, server.now)
        try:
            self._answer(body, server.fault())
        finally:
            with server.lock:
                server.now -= 1

    def _answer(self, body: dict[str, Any], fault: str) -> None:
        if self.server.refusal:
            return self._say(403, {"error": {"message": self.server.refusal}})
        if fault == "429":
            return self._say(429, {"error": {"message": "slow down"}}, {"retry-after": "0.01"})
        if fault == "500":
            return self._say(500, {"error": {"message": f"broke on {body['messages'][-1]['content'][:30]}"}})
        if fault == "key":
            return self._say(401, {"error": {"message": "who are you?"}})
        if fault == "model":
            return self._say(404, {"error": {"message": "no such model"}})
        if fault == "echo":
            return self._say(400, {"error": {"message": f"bad {self.headers['authorization']}"}})
        if fault == "long":
            words = "This model's maximum context length is 100 tokens. However, you requested 200 tokens."
            return self._say(400, {"error": {"message": words, "code": "context_length_exceeded"}})
        if fault == "stall":
            time.sleep(3)
        question = body["messages"][-1]["content"]
        if self.server.filters and self.server.filters in question:
            return self._say(400, {"error": {"message": "The prompt was filtered", "code": "content_filter"}})
        for name in self.server.declines:
            if name in body:
                with suppress(threading.BrokenBarrierError):
                    self.server.together.wait(2)
                other = {"max_tokens": " Use 'max_completion_tokens' instead.", "min_p": KNOWN}.get(name, "")
                words = f"Unsupported parameter: '{name}'.{other}"
                return self._say(400, {"error": {"message": words, "param": name, "input": question}})
        if body.get("top_logprobs", 0) > self.server.alternatives:
            words = f"Requested sample logprobs of {body['top_logprobs']}, which is greater than max allowed"
            return self._say(400, {"error": {"message": words}})
        message = self.server.answer(body)
        message = message if isinstance(message, dict) else {"content": message}
        choice: dict[str, Any] = {
            "index": 0,
            "finish_reason": self.server.ends,
            "message": {"role": "assistant", **message},
        }
        if body.get("logprobs") and self.server.read:
            choice["logprobs"] = {"content": self.server.read(message["content"])}
        if body.get("stream"):
            return self._stream(choice, self.server.usage)
        answer = {"id": "1", "object": "chat.completion", "created": 1, "model": NAME, "choices": [choice]}
        return self._say(200, answer | {"usage": self.server.usage}, cut=fault == "cut", html=fault == "html")

    def _stream(self, choice: dict[str, Any], usage: Any) -> None:
        first, last = {**choice, "delta": choice["message"], "finish_reason": None}, {**choice, "delta": {}}
        events = [{"choices": [first]}, {"choices": [last]}, {"choices": [], "usage": usage}]
        head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": NAME}
        text = "".join(f"data: {json.dumps(head | event)}\n\n" for event in events) + "data: [DONE]\n\n"
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def _say(
        self, status: int, body: Any, headers: dict[str, str] | None = None, cut: bool = False, html: bool = False
    ) -> None:
        content = b"<html>a proxy</html>" if html else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html" if html else "application/json")
        self.send_header("content-length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self.close_connection = True


@contextmanager
def stub(answer: Answer, read: Callable[[str], Any] | None = None) -> Iterator[Stub]:
    """A server that answers until the block ends; `read` gives the log-probabilities of a text."""
    server = Stub(answer, read)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
