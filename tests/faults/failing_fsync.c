/*
 * A disk that fails: while the file FAILING_WHILE exists, fsync and fdatasync of what lies below FAILING_UNDER answer
 * EIO. Preloaded; all else goes its way.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
    const char *under = getenv("FAILING_UNDER"), *during = getenv("FAILING_WHILE");
    char link[64], path[4096];
    if (!under || !during || access(during, F_OK) != 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

#define SYNC(name)                                        \
    int name(int fd) {                                    \
        if (fails(fd)) {                                  \
            errno = EIO;                                  \
            return -1;                                    \
        }                                                 \
        return ((int (*)(int))dlsym(RTLD_NEXT, #name))(fd); \
    }

SYNC(fsync)
SYNC(fdatasync)
