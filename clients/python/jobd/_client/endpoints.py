"""Where the daemon is, when nobody says: as ``jobctl`` finds it."""

from __future__ import annotations

import os
from typing import List, Mapping, Optional

from .._errors import JobdError
from .._http import Endpoint

HOW_TO_START = "Start one with `jobd`, or `systemctl --user start jobd`, or say where it is with JOBD_URL."


def endpoint_for(
    url: Optional[str] = None,
    token: Optional[str] = None,
    token_file: Optional[str] = None,
    environment: Optional[Mapping[str, str]] = None,
) -> Endpoint:
    """The endpoint to use: ``url``, else ``$JOBD_URL``, else the first default socket that exists.

    The token is the one given, else that of the file, else that of the file ``$JOBD_TOKEN_FILE``. Raises ``JobdError``
    with code ``no_daemon``, and ``ValueError`` for a URL of another form.
    """
    environment = os.environ if environment is None else environment
    if token is not None and token_file is not None:
        raise ValueError("give a token or the file of one, not both")
    token_file = token_file or environment.get("JOBD_TOKEN_FILE") or None
    url = url or environment.get("JOBD_URL") or None
    if url is None:
        candidates = default_sockets(environment)
        found = next((path for path in candidates if os.path.exists(path)), None)
        if found is None:
            raise JobdError("no_daemon", f"no jobd listens at {', '.join(candidates)}", HOW_TO_START)
        url = f"unix://{found}"
    return Endpoint(url, token_file, token)


def default_sockets(environment: Mapping[str, str]) -> List[str]:
    """Where daemons listen when nobody says otherwise: the user's own first, then the system's."""

    def directory(name: str) -> Optional[str]:
        value = environment.get(name, "")
        return value if value.startswith("/") else None

    paths: List[str] = []
    # cron, su and ssh do not always set the variable, or leave that of another user.
    for runtime in (directory("XDG_RUNTIME_DIR"), f"/run/user/{os.getuid()}"):
        if runtime is not None and f"{runtime}/jobd.sock" not in paths:
            paths.append(f"{runtime}/jobd.sock")
    state, home = directory("XDG_STATE_HOME"), directory("HOME")
    if state is None and home is not None:
        state = f"{home}/.local/state"
    if state is not None:
        paths.append(f"{state}/jobd/jobd.sock")
    paths.append("/run/jobd/jobd.sock")
    return paths
