/*
 * A record of what a process did to the files below one folder, in order: tests/faults/disk.py replays power losses
 * from it. Preloaded; it changes nothing, and watches no other folder.
 *
 * CRASHLOG_UNDER names the folder, CRASHLOG_TO the record. Each call goes to the real function first, and is written
 * down only when it succeeded, both under one lock. An entry is: kind (1 byte), length of the path (2), offset (8),
 * length of the data (4), all little-endian, then path and data. cs_ack(n) marks the instant of an answer.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, SYNC, CREATE, RENAME, UNLINK, LINK, MAKE_FOLDER, ACK };
enum { PATH_BYTES = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int record = -1;
static const char *under;

#define REAL(result, name, ...) ((result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

/* Call; if the path is ours and the call did it, note it; give back what the call gave. */
#define RECORDED(type, mine, call, done, noted) \
    do {                                        \
        int ours = mine;                        \
        if (ours)                               \
            pthread_mutex_lock(&lock);          \
        type result = call;                     \
        if (ours && (done))                     \
            noted;                              \
        if (ours)                               \
            pthread_mutex_unlock(&lock);        \
        return result;                          \
    } while (0)

__attribute__((constructor)) static void begin(void) {
    const char *to = getenv("CRASHLOG_TO");
    under = getenv("CRASHLOG_UNDER");
    if (to && under)
        record = REAL(int, "open", const char *, int, ...)(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int watched(const char *path) {
    return record >= 0 && strncmp(path, under, strlen(under)) == 0;
}

static size_t link_of(const char *format, int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, format, fd);
    ssize_t length = readlink(link, path, PATH_BYTES / 2);
    path[length < 0 ? 0 : length] = 0;
    return strlen(path);
}

static int is_ours(int fd, char *path) {
    return fd != record && link_of("/proc/self/fd/%d", fd, path) && watched(path);
}

static int names_ours(int folder, const char *name, char *path) {
    size_t length = 0;
    if (name[0] != '/') {
        length = folder == AT_FDCWD ? link_of("/proc/self/cwd", 0, path) : link_of("/proc/self/fd/%d", folder, path);
        path[length++] = '/';
    }
    snprintf(path + length, PATH_BYTES - length, "%s", name);
    return watched(path);
}

static void note(uint8_t kind, const char *path, int64_t offset, const void *data, size_t size) {
    uint16_t path_size = (uint16_t)strlen(path);
    uint32_t data_size = (uint32_t)size;
    struct iovec parts[] = {{&kind, 1}, {&path_size, 2}, {&offset, 8}, {&data_size, 4},
                            {(void *)path, path_size}, {(void *)data, size}};
    if (REAL(ssize_t, "writev", int, const struct iovec *, int)(record, parts, 6) != (ssize_t)(15 + path_size + size))
        abort(); /* a record with a hole would prove nothing */
}

void cs_ack(uint64_t number) {
    pthread_mutex_lock(&lock);
    note(ACK, "", (int64_t)number, "", 0);
    pthread_mutex_unlock(&lock);
}

ssize_t write(int fd, const void *data, size_t size) {
    char path[PATH_BYTES];
    RECORDED(ssize_t, is_ours(fd, path), REAL(ssize_t, "write", int, const void *, size_t)(fd, data, size), result > 0,
             note(WRITE, path, lseek(fd, 0, SEEK_CUR) - result, data, (size_t)result));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    char path[PATH_BYTES];
    RECORDED(ssize_t, is_ours(fd, path), REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(fd, data, size, at),
             result > 0, note(WRITE, path, at, data, (size_t)result));
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return pwrite64(fd, data, size, at);
}

int ftruncate64(int fd, off64_t size) {
    char path[PATH_BYTES];
    RECORDED(int, is_ours(fd, path), REAL(int, "ftruncate64", int, off64_t)(fd, size), result == 0,
             note(TRUNCATE, path, size, "", 0));
}

int ftruncate(int fd, off_t size) {
    return ftruncate64(fd, size);
}

int fsync(int fd) {
    char path[PATH_BYTES];
    RECORDED(int, is_ours(fd, path), REAL(int, "fsync", int)(fd), result == 0, note(SYNC, path, 0, "", 0));
}

int fdatasync(int fd) {
    char path[PATH_BYTES];
    RECORDED(int, is_ours(fd, path), REAL(int, "fdatasync", int)(fd), result == 0, note(SYNC, path, 0, "", 0));
}

/* Nobody here writes to a watched file by these, and nobody may begin to unseen. */
static void refuse(int fd, const char *name) {
    char path[PATH_BYTES];
    if (is_ours(fd, path)) {
        fprintf(stderr, "crashlog: %s of %s is not recorded\n", name, path);
        abort();
    }
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
    refuse(fd, "writev");
    return REAL(ssize_t, "writev", int, const struct iovec *, int)(fd, parts, number);
}

ssize_t pwritev(int fd, const struct iovec *parts, int number, off_t at) {
    refuse(fd, "pwritev");
    return REAL(ssize_t, "pwritev", int, const struct iovec *, int, off_t)(fd, parts, number, at);
}

int fallocate(int fd, int mode, off_t at, off_t size) {
    refuse(fd, "fallocate");
    return REAL(int, "fallocate", int, int, off_t, off_t)(fd, mode, at, size);
}

int openat64(int folder, const char *name, int flags, ...) {
    char path[PATH_BYTES];
    struct stat before;
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    int changes = (flags & (O_CREAT | O_TRUNC)) && names_ours(folder, name, path);
    int there = changes && stat(path, &before) == 0; /* one process, and nobody else makes files here meanwhile */
    RECORDED(int, changes, REAL(int, "openat64", int, const char *, int, ...)(folder, name, flags, mode),
             result >= 0 && (!there || flags & O_TRUNC), note(there ? TRUNCATE : CREATE, path, 0, "", 0));
}

#define AS_OPENAT64(declared, folder)                                              \
    declared {                                                                     \
        va_list more;                                                              \
        va_start(more, flags);                                                     \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;    \
        va_end(more);                                                              \
        return openat64(folder, name, flags | O_LARGEFILE, mode);                  \
    }

AS_OPENAT64(int open(const char *name, int flags, ...), AT_FDCWD)
AS_OPENAT64(int open64(const char *name, int flags, ...), AT_FDCWD)
AS_OPENAT64(int openat(int folder, const char *name, int flags, ...), folder)

int renameat2(int old_folder, const char *from, int new_folder, const char *to, unsigned flags) {
    char old[PATH_BYTES], new[PATH_BYTES];
    RECORDED(int, names_ours(old_folder, from, old) | names_ours(new_folder, to, new),
             REAL(int, "renameat2", int, const char *, int, const char *, unsigned)(old_folder, from, new_folder, to, flags),
             result == 0, note(RENAME, old, 0, new, strlen(new)));
}

int renameat(int old_folder, const char *from, int new_folder, const char *to) {
    return renameat2(old_folder, from, new_folder, to, 0);
}

int rename(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int link(const char *from, const char *to) {
    char old[PATH_BYTES], new[PATH_BYTES];
    RECORDED(int, names_ours(AT_FDCWD, from, old) | names_ours(AT_FDCWD, to, new),
             REAL(int, "link", const char *, const char *)(from, to), result == 0,
             note(LINK, old, 0, new, strlen(new)));
}

int unlinkat(int folder, const char *name, int flags) {
    char path[PATH_BYTES];
    RECORDED(int, names_ours(folder, name, path), REAL(int, "unlinkat", int, const char *, int)(folder, name, flags),
             result == 0, note(UNLINK, path, 0, "", 0));
}

int unlink(const char *name) {
    return unlinkat(AT_FDCWD, name, 0);
}

int mkdir(const char *name, mode_t mode) {
    char path[PATH_BYTES];
    RECORDED(int, names_ours(AT_FDCWD, name, path), REAL(int, "mkdir", const char *, mode_t)(name, mode), result == 0,
             note(MAKE_FOLDER, path, 0, "", 0));
}
