"""What a process that decodes strangers' pictures may still do: compute, and read and write what it holds open.

Linux; where the kernel refuses a part, what is left holds, and each function says whether it did.
"""

import ctypes
import os
import platform
import resource
import struct

MEMORY_BYTES = 512 * 1024 * 1024
"""Address space, after safety.md 6.9."""
CPU_S = 5
OUTPUT_BYTES = 64 * 1024 * 1024

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_CLONE_NEWNET, _CLONE_NEWUSER, _CLONE_THREAD = 0x40000000, 0x10000000, 0x00010000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF_LD|W|ABS, JMP|JEQ|K, JMP|JSET|K, RET|K
_ALLOW, _KILL, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050000 | 1, 0x00050000 | 38

# Numbers of the kernel's own tables (asm/unistd_64.h, asm-generic/unistd.h).
_X86 = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
    "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "sched_yield": 24,
    "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "fcntl": 72, "gettimeofday": 96,
    "getrusage": 98, "sigaltstack": 131, "gettid": 186, "futex": 202, "sched_getaffinity": 204, "clock_gettime": 228,
    "clock_nanosleep": 230, "exit_group": 231, "set_robust_list": 273, "getrandom": 318, "membarrier": 324, "rseq": 334,
}  # fmt: skip
_ARM = {
    "read": 63, "write": 64, "close": 57, "fstat": 80, "ppoll": 73, "lseek": 62, "mmap": 222, "mprotect": 226,
    "munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "pread64": 67,
    "sched_yield": 124, "mremap": 216, "madvise": 233, "nanosleep": 101, "getpid": 172, "exit": 93, "fcntl": 25,
    "gettimeofday": 169, "getrusage": 165, "sigaltstack": 132, "gettid": 178, "futex": 98, "sched_getaffinity": 123,
    "clock_gettime": 113, "clock_nanosleep": 115, "exit_group": 94, "set_robust_list": 99, "getrandom": 278,
    "membarrier": 283, "rseq": 293,
}  # fmt: skip
_MACHINES = {"x86_64": (0xC000003E, _X86, 56, 435), "aarch64": (0xC00000B7, _ARM, 220, 435)}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def leave_network() -> bool:
    """Move this process to a network of its own, where nobody is; whether the kernel let it."""
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.unshare(asked) == 0 for asked in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def limit() -> None:
    """Bound memory, time and output of this process for good."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_STACK, 8 * 1024 * 1024),
    ):
        resource.setrlimit(kind, (most, most))


def shut() -> bool:
    """Refuse this process every call but those for computing on what it holds open; whether the kernel took it.

    Opening a file or a socket, starting a program, sending a signal: all fail with EPERM. A call of another
    architecture's table ends it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    program = filter_of(platform.machine())
    if not program:
        return False
    buffer = ctypes.create_string_buffer(program, len(program))
    said = _Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(said), 0, 0) == 0)


def filter_of(machine: str) -> bytes:
    """The filter as the kernel reads it, eight bytes an instruction; empty for a machine whose table is not known."""
    if machine not in _MACHINES:
        return b""
    arch, numbers, clone, clone3 = _MACHINES[machine]
    code = [
        _step(_LOAD, 4), _step(_EQUAL, arch, 1, 0), _step(_RETURN, _KILL), _step(_LOAD, 0),
        _step(_EQUAL, clone3, 0, 1), _step(_RETURN, _ENOSYS),  # its flags are out of sight: glibc falls back to clone
        _step(_EQUAL, clone, 0, 4), _step(_LOAD, 16), _step(_ANY_BIT, _CLONE_THREAD, 0, 1),
        _step(_RETURN, _ALLOW), _step(_RETURN, _EPERM),
    ]  # fmt: skip
    for number in sorted(numbers.values()):
        code += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _ALLOW)]
    return b"".join([*code, _step(_RETURN, _EPERM)])


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def close_all_but(kept: set[int]) -> None:
    """Close every open file of this process that is not among `kept`."""
    edges = sorted(kept)
    for low, high in zip([0, *(fd + 1 for fd in edges)], [*edges, 65_536], strict=True):
        os.closerange(low, high)
