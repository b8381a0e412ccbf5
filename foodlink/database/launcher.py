"""Becomes the one who may run PostgreSQL, then runs it. Started by path, on the standard library alone.

    python -I -S launcher.py IDENTITY FOLDER HOLD OUTPUT PROGRAM [ARGUMENT ...]

IDENTITY is `self`, `namespace:UID` (a user namespace in which we are UID and own the same files as before) or
`account:UID:GID` (privileges dropped for good). FOLDER must be writable by it and becomes the working directory.
With HOLD `-` the program replaces this process. Otherwise it is started apart, in a session of its own that no
Ctrl-C of ours reaches: OUTPUT takes what it says, and HOLD is a file that stays locked (flock) for as long as
any process of it lives, which a process id, that can be given anew, cannot tell.

A process of its own does this because a fork inside a process with threads may not run Python safely, and
because a namespace can only be entered by a process with one thread.
"""

import ctypes
import fcntl
import os
import sys

CANNOT_BECOME = 97
ALREADY_HELD = 98
_CLONE_NEWUSER = 0x10000000  # linux/sched.h


def become(identity: str) -> None:
    """Take on `identity`; OSError where this machine does not let us."""
    kind, *numbers = identity.split(":")
    if kind == "namespace":
        uid, gid = os.geteuid(), os.getegid()
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
        inside = numbers[0]
        # Without "deny" the kernel lets nobody but the privileged map a group.
        maps = {"uid_map": f"{inside} {uid} 1", "setgroups": "deny", "gid_map": f"{inside} {gid} 1"}
        for name, line in maps.items():
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)
    elif kind == "account":
        os.setgroups([])
        os.setgid(int(numbers[1]))
        os.setuid(int(numbers[0]))


def hold_and_detach(hold: str, output: str) -> None:
    """Lock `hold`, then go on in a child that has neither our terminal nor our open files; the parent ends."""
    lock = os.open(hold, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.set_inheritable(lock, True)
    if os.fork():
        os._exit(0)
    os.setsid()
    said = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    for source, target in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(source, target)


def main(arguments: list[str]) -> None:
    """Do what the module says; leaves only by exec or with an exit code that tells why not."""
    identity, folder, hold, output, *program = arguments
    os.umask(0o077)
    try:
        become(identity)
        os.chdir(folder)
        if not os.access(".", os.W_OK | os.X_OK):
            raise PermissionError(folder)
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(CANNOT_BECOME)
    if hold != "-":
        try:
            hold_and_detach(hold, output)
        except BlockingIOError:
            sys.exit(ALREADY_HELD)
    os.execv(program[0], program)


if __name__ == "__main__":
    main(sys.argv[1:])
