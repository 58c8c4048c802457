"""Whether the hub of Hugging Face can be asked for something, in seconds and one line.

    unreachable("org/name", "model")  ->  "https://huggingface.co cannot be reached ([Errno -2] Name or ...)"
    unreachable("org/nme", "model")   ->  "https://huggingface.co shows no such model; a private one needs HF_TOKEN"

Its own library asks again for most of a minute, two lines a try.
"""

SECONDS = 4.0  # for the answer


def unreachable(hub_id: str, kind: str, revision: str | None = None) -> str:
    """Why a "model" or a "dataset" cannot be fetched; empty where the hub knows it."""
    from huggingface_hub import HfApi, constants
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

    if constants.HF_HUB_OFFLINE:
        return "HF_HUB_OFFLINE keeps from asking the hub"
    try:
        HfApi().repo_info(hub_id, repo_type=kind, revision=revision, timeout=SECONDS)
    except RevisionNotFoundError:
        return f"{constants.ENDPOINT} knows no branch, tag or commit {revision} of it"
    except RepositoryNotFoundError:
        return f"{constants.ENDPOINT} shows no such {kind}; a private one needs HF_TOKEN"
    except HfHubHTTPError:
        return ""  # it answers; what it says of the files is said when they are fetched
    except Exception as error:  # of the network, in the types of whichever client the library uses
        return f"{constants.ENDPOINT} cannot be reached ({error})"
    return ""
