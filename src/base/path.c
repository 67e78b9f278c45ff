#include "mtacon/base/path.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mtacon/base/memory.h"

static const char *home(void)
{
    const char *from_environment = getenv("HOME");
    if (from_environment && *from_environment)
        return from_environment;
    const struct passwd *account = getpwuid(getuid());
    return account ? account->pw_dir : NULL;
}

static char *xdg(const char *variable, const char *fallback, const char *name)
{
    const char *base = getenv(variable);
    /* The specification: a relative path is to be ignored. */
    if (base && base[0] == '/')
        return memory_printf("%s/mtacon/%s", base, name);
    return home() ? memory_printf("%s/%s/mtacon/%s", home(), fallback, name) : NULL;
}

char *path_state(const char *name)
{
    return xdg("XDG_STATE_HOME", ".local/state", name);
}

char *path_config(const char *name)
{
    return xdg("XDG_CONFIG_HOME", ".config", name);
}

bool path_make_parent(const char *path, struct error *error)
{
    char *partial = memory_string(path);
    bool done = true;
    for (char *slash = strchr(partial + 1, '/'); done && slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(partial, 0700) < 0 && errno != EEXIST)
            done = error_set(error, ERROR_STORE, "cannot make directory %s: %s", partial,
                             strerror(errno));
        *slash = '/';
    }
    free(partial);
    return done;
}

char *path_expand_home(const char *path)
{
    if (strncmp(path, "~/", 2) == 0 && home())
        return memory_printf("%s/%s", home(), path + 2);
    return memory_string(path);
}

/* A file system's clock ticks: two changes within a tick have the same time. Where it keeps no
 * nanoseconds, a tick may be two seconds. */
static bool has_settled(const struct stat *status)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    bool coarse = status->st_ctim.tv_nsec == 0 && status->st_mtim.tv_nsec == 0;
    int64_t age_ms = (int64_t)(now.tv_sec - status->st_ctim.tv_sec) * 1000 +
                     (now.tv_nsec - status->st_ctim.tv_nsec) / 1000000;
    return age_ms > (coarse ? 2000 : 50);
}

bool path_version(const char *path, struct buffer *out)
{
    struct stat status;
    if (stat(path, &status) < 0) {
        buffer_append_text(out, "-;");
        return true;
    }
    buffer_printf(out, "%llx.%llx.%llx.%llx.%lx.%llx.%lx;", (unsigned long long)status.st_dev,
                  (unsigned long long)status.st_ino, (unsigned long long)status.st_size,
                  (unsigned long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                  (unsigned long long)status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
    return has_settled(&status);
}
