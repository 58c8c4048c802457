"""A W&B server of one process: enough of its GraphQL and file stream for the real client to sync, resume and link runs.

    with serve() as server: ...    server.runs["sft"].history -> [{"train/step": 1, "_step": 0}, ...]

It keeps what it is sent: histories by line number, as the real one does, so that a line sent to a number that is taken
replaces the line before it.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ENTITY = {"id": "E", "name": "lab"}
WHEN = "2026-01-01T00:00:00Z"
PROJECT = {"id": "P", "name": "ehrmind", "entity": ENTITY}


@dataclass
class Bucket:
    """What the server knows of a run."""

    lines: dict[int, dict[str, Any]] = field(default_factory=dict)
    config: str = "{}"
    ends: list[int] = field(default_factory=list)
    preempted: bool = False
    uses: list[str] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)

    @property
    def history(self) -> list[dict[str, Any]]:
        return [self.lines[number] for number in sorted(self.lines)]


@dataclass
class Server:
    """The runs in the order in which they were first heard of, and every operation by name."""

    url: str = ""
    refuses: bool = False
    runs: dict[str, Bucket] = field(default_factory=dict)
    views: list[dict[str, Any]] = field(default_factory=list)
    artifacts: set[str] = field(default_factory=set)
    operations: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def answer(self, name: str, variables: dict[str, Any], query: str) -> Any:
        self.operations.append(name)
        reply = getattr(self, "_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(), None)
        if reply is None:
            self.unknown.append(f"{name} {variables} {' '.join(query.split())}")
            return {}
        return reply(variables)

    def stream(self, run: str, body: dict[str, Any]) -> None:
        """Lines of the file stream: {"files": {"wandb-history.jsonl": {"offset": 3, "content": [...]}}}."""
        bucket = self.runs.setdefault(run, Bucket())
        chunk = (body.get("files") or {}).get("wandb-history.jsonl", {"offset": 0, "content": []})
        bucket.lines.update({chunk["offset"] + n: json.loads(line) for n, line in enumerate(chunk["content"])})
        if body.get("complete"):
            bucket.ends.append(body["exitcode"])
        bucket.preempted = bucket.preempted or "preempting" in body

    def _server_features_query(self, variables: dict[str, Any]) -> Any:
        return {"serverInfo": {"features": []}}

    def _viewer(self, variables: dict[str, Any]) -> Any:
        teams = {"edges": [{"node": {"name": "lab"}}]}
        viewer = {
            "id": "U",
            "entity": "lab",
            "username": "lab",
            "email": "lab@localhost",
            "flags": "{}",
            "teams": teams,
        }
        return {"viewer": viewer}

    def _get_default_entity(self, variables: dict[str, Any]) -> Any:
        return {"viewer": {"id": "U", "entity": "lab"}}

    def _run(self, variables: dict[str, Any]) -> Any:
        names = {"id": "B", "projectId": "1", "name": variables["name"], "displayName": variables["name"]}
        texts = {"state": "finished", "config": "{}", "summaryMetrics": "{}", "systemMetrics": "{}", "historyKeys": {}}
        empty = dict.fromkeys(("sweepName", "group", "jobType", "commit", "heartbeatAt", "description", "notes"))
        rest = {"tags": [], "readOnly": False, "createdAt": "2026-01-01T00:00:00", "historyLineCount": 0}
        user = {"name": "lab", "username": "lab"}
        return {"project": {"run": {**names, **texts, **empty, **rest, "user": user}}}

    def _run_resume_status(self, variables: dict[str, Any]) -> Any:
        bucket = self.runs.get(variables["name"])
        if bucket is None:
            return {"model": {**PROJECT, "bucket": None}}
        known = {"summaryMetrics": "{}", "config": bucket.config, "tags": [], "notes": "", "wandbConfig": '{"t": {}}'}
        tail = json.dumps([json.dumps(line) for line in bucket.history[-1:]])
        counts = {"logLineCount": 0, "historyLineCount": len(bucket.lines), "eventsLineCount": 0}
        texts = {"historyTail": tail, "eventsTail": "[]", "displayName": variables["name"]}
        return {"model": {**PROJECT, "bucket": {"id": "B", "name": variables["name"], **known, **counts, **texts}}}

    def _upsert_bucket(self, variables: dict[str, Any]) -> Any:
        known = self.runs.setdefault(variables["name"], Bucket())
        known.config = variables.get("config") or known.config
        bucket = {"id": "B", "name": variables["name"], "displayName": variables["displayName"], "project": PROJECT}
        return {"upsertBucket": {"bucket": {**bucket, "historyLineCount": 0}, "inserted": True}}

    def _create_artifact(self, variables: dict[str, Any]) -> Any:
        given = variables["input"]
        name = given["artifactCollectionName"]
        if given["runName"]:  # none where it is only used
            self.runs[given["runName"]].logs.append(name)
        self.artifacts.add(name)
        artifact = {"id": name, "state": "COMMITTED", "artifactSequence": {"latestArtifact": {"id": name}}}
        return {"createArtifact": {"artifact": artifact}}

    def _artifact_membership_by_name(self, variables: dict[str, Any]) -> Any:
        name = variables["name"].partition(":")[0]
        if name not in self.artifacts:
            return {"project": {"artifactCollectionMembership": None}}
        place = {"__typename": "ArtifactCollectionMembership", "id": "M", "versionIndex": 0, "createdAt": WHEN}
        collection, artifact = _collection(name), _artifact(name)
        member = {**place, "aliases": artifact["aliases"], "artifactCollection": collection, "artifact": artifact}
        return {"project": {"artifactCollectionMembership": member}}

    def _artifact_by_id(self, variables: dict[str, Any]) -> Any:
        return {"artifact": _artifact(variables["id"])}

    def _artifact_type(self, variables: dict[str, Any]) -> Any:
        name = variables["name"].partition(":")[0]
        return {"project": {"artifact": {"artifactType": {"name": _kind(name)}} if name in self.artifacts else None}}

    def _use_artifact(self, variables: dict[str, Any]) -> Any:
        given = variables.get("input", variables)
        self.runs[given["runName"]].uses.append(given["artifactID"])
        return {"useArtifact": {"artifact": {"id": given["artifactID"]}}}

    def _upsert_view2(self, variables: dict[str, Any]) -> Any:
        self.views.append(variables)
        return {"upsertView": {"view": {"id": "V", "name": variables["name"]}, "inserted": True}}

    def _create_run_files(self, variables: dict[str, Any]) -> Any:
        files = [{"name": name, "uploadUrl": f"{self.url}/upload"} for name in variables["files"]]
        return {"createRunFiles": {"runID": "B", "uploadHeaders": [], "files": files}}


def _collection(name: str) -> dict[str, Any]:
    project = {"id": "P", "internalId": "1", "name": "ehrmind", "entity": {"name": "lab"}}
    return {"__typename": "ArtifactSequence", "name": name, "project": project}


def _artifact(name: str) -> dict[str, Any]:
    collection = _collection(name)
    alias = {"__typename": "ArtifactAlias", "id": "L", "alias": "latest", "artifactCollection": collection}
    when = {"createdAt": WHEN, "updatedAt": None, "historyStep": None, "versionIndex": 0, "description": None}
    facts = {"state": "COMMITTED", "size": 0, "digest": "d", "commitHash": None, "fileCount": 0, "metadata": "{}"}
    kind = {"artifactType": {"name": _kind(name)}, "artifactSequence": collection}
    rest = {"ttlDurationSeconds": -1, "ttlIsInherited": True, "tags": [], "aliases": [alias]}
    return {"__typename": "Artifact", "id": name, **when, **facts, **kind, **rest}


def _kind(name: str) -> str:
    return {"data": "dataset", "model": "model"}[name.partition("-")[0]]


class _Handler(BaseHTTPRequestHandler):
    record: Server

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._send({})

    do_PUT = do_GET  # noqa: N815

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith("/graphql"):
            if self.record.refuses:
                self._send({"errors": [{"message": "no such project"}]}, 403)
                return
            body = json.loads(content)
            named = re.search(r"(?:query|mutation)\s+(\w+)", body["query"])
            data = self.record.answer(named.group(1) if named else "", body.get("variables") or {}, body["query"])
            self._send({"data": data})
            return
        if self.path.endswith("/file_stream"):
            self.record.stream(self.path.split("/")[-2], json.loads(content))
        self._send({})

    def _send(self, value: Any, status: int = 200) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serve() -> Iterator[Server]:
    """A server on a free port of this machine, until the block ends."""
    record = Server()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"record": record}))
    record.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield record
    finally:
        server.shutdown()
        server.server_close()
