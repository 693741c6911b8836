#define _GNU_SOURCE
#include "CTruceSystem.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Between fork and exec only async-signal-safe calls are allowed: other threads may have held any lock. */

static void close_from(int first) {
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0) return;
#endif
    long most = sysconf(_SC_OPEN_MAX);
    if (most < 0 || most > 65536) most = 65536;
    for (int fd = first; fd < most; fd++) close(fd);
}

static void reset_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &standard, NULL); /* refused for KILL and STOP */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Does not return. Writes the errno of a failure to error_fd, which a successful exec closes. */
static void become(const char *const arguments[], int log_fd, int ready_fd, int error_fd) {
    /* Above the numbers that are about to be taken, so that none is overwritten before its use. */
    int log = fcntl(log_fd, F_DUPFD, 10);
    int ready = fcntl(ready_fd, F_DUPFD, 10);
    int error = fcntl(error_fd, F_DUPFD_CLOEXEC, 10);
    int null = open("/dev/null", O_RDONLY);
    reset_signals();
    if (log >= 0 && ready >= 0 && error >= 0 && null >= 0 && chdir("/") == 0 && dup2(null, 0) == 0 &&
        dup2(log, 1) == 1 && dup2(log, 2) == 2 && dup2(ready, 3) == 3 && dup2(error, 4) == 4) {
        fcntl(4, F_SETFD, FD_CLOEXEC);
        error = 4;
        close_from(5);
        execv(arguments[0], (char *const *)arguments);
    }
    int code = errno;
    (void)!write(error < 0 ? error_fd : error, &code, sizeof code);
    _exit(127);
}

int truce_spawn_detached(const char *const arguments[], int log_fd, int ready_fd) {
    int error[2];
    if (pipe(error) != 0) return errno;
    fcntl(error[0], F_SETFD, FD_CLOEXEC);
    fcntl(error[1], F_SETFD, FD_CLOEXEC);
    pid_t between = fork();
    if (between < 0) {
        int code = errno;
        close(error[0]);
        close(error[1]);
        return code;
    }
    if (between == 0) {
        setsid();
        pid_t program = fork();
        if (program == 0) become(arguments, log_fd, ready_fd, error[1]);
        if (program < 0) {
            int code = errno;
            (void)!write(error[1], &code, sizeof code);
        }
        _exit(0);
    }
    close(error[1]);
    while (waitpid(between, NULL, 0) < 0 && errno == EINTR) {}
    int code = 0;
    ssize_t count;
    do count = read(error[0], &code, sizeof code);
    while (count < 0 && errno == EINTR);
    close(error[0]);
    return count == sizeof code ? code : 0;
}
