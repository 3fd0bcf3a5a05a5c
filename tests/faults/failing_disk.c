/*
 * A disk that fails, for what lies below FAILING_UNDER. Preloaded; all else goes its way.
 *
 * While the file FAILING_WHILE exists, fsync and fdatasync answer EIO. While the file FULL_WHILE exists, it tells how
 * many bytes there is room for: what is written or made longer takes of them, and has ENOSPC when they do not suffice.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(result, name, ...) ((result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

static int is_ours(int fd) {
    const char *under = getenv("FAILING_UNDER");
    char link[64], path[4096];
    if (!under)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

static int fails(int fd) {
    const char *during = getenv("FAILING_WHILE");
    return during && access(during, F_OK) == 0 && is_ours(fd);
}

/* Take so much of the room there is; 0 when it does not suffice. */
static int has_room(int fd, long long size) {
    const char *during = getenv("FULL_WHILE");
    char told[32] = "";
    int room = during && size > 0 && is_ours(fd) ? REAL(int, "open64", const char *, int, ...)(during, O_RDWR) : -1;
    if (room < 0)
        return 1;
    flock(room, LOCK_EX);
    int known = pread(room, told, sizeof told - 1, 0) > 0;
    long long left = strtoll(told, NULL, 10) - size;
    if (known && left >= 0) {
        int length = snprintf(told, sizeof told, "%-20lld", left);
        known = REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(room, told, (size_t)length, 0) == length;
    }
    close(room);
    if (known && left >= 0)
        return 1;
    errno = ENOSPC;
    return 0;
}

static int may_reach(int fd, off64_t end) {
    struct stat now;
    return fstat(fd, &now) != 0 || has_room(fd, (long long)end - (long long)now.st_size);
}

#define SYNC(name)                              \
    int name(int fd) {                          \
        if (fails(fd)) {                        \
            errno = EIO;                        \
            return -1;                          \
        }                                       \
        return REAL(int, #name, int)(fd);       \
    }

SYNC(fsync)
SYNC(fdatasync)

ssize_t write(int fd, const void *data, size_t size) {
    return has_room(fd, (long long)size) ? REAL(ssize_t, "write", int, const void *, size_t)(fd, data, size) : -1;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    if (!has_room(fd, (long long)size))
        return -1;
    return REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return pwrite64(fd, data, size, at);
}

int ftruncate64(int fd, off64_t size) {
    return may_reach(fd, size) ? REAL(int, "ftruncate64", int, off64_t)(fd, size) : -1;
}

int ftruncate(int fd, off_t size) {
    return ftruncate64(fd, size);
}

int posix_fallocate64(int fd, off64_t at, off64_t size) {
    return may_reach(fd, at + size) ? REAL(int, "posix_fallocate64", int, off64_t, off64_t)(fd, at, size) : ENOSPC;
}

int posix_fallocate(int fd, off_t at, off_t size) {
    return posix_fallocate64(fd, at, size);
}
