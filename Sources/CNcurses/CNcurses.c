#define _GNU_SOURCE
#include "CNcurses.h"
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* --- Locale --- */

static bool has_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

bool truce_use_utf8(void) {
    /* Only the character type: numbers and dates stay as every part of the program expects them. */
    if (setlocale(LC_CTYPE, "") != NULL && has_utf8()) return true;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL && has_utf8();
}

/* --- ncurses --- */

int truce_scalar_width(wchar_t scalar) { return wcwidth(scalar); }

/* --- Signals --- */

static void loop_signals(sigset_t *set) {
    static const int signals[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};
    sigemptyset(set);
    for (size_t index = 0; index < sizeof signals / sizeof signals[0]; index++) sigaddset(set, signals[index]);
}

void truce_block_signals(void) {
    sigset_t set;
    loop_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int truce_signal_descriptor(void) {
    sigset_t set;
    loop_signals(&set);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int truce_next_signal(int descriptor) {
    struct signalfd_siginfo info;
    return read(descriptor, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

void truce_stop_process_group(void) {
    struct sigaction action = {.sa_handler = SIG_DFL}, previous;
    sigset_t stop, before;
    sigaction(SIGTSTP, &action, &previous);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    /* With the default action the kernel ignores the signal where no shell could wake the group again. It is delivered
     * to this thread, which alone lets it through, before the next call returns. */
    kill(0, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGTSTP, &previous, NULL);
}

/* --- The way back --- */

enum { reset_limit = 1024 };

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
enum { fatal_count = sizeof fatal_signals / sizeof fatal_signals[0] };

/* Written while disarmed, read once armed: `armed` orders the accesses. */
static char reset_text[reset_limit];
static size_t reset_length;
static int reset_output;
static struct termios reset_modes;
static bool reset_has_modes;
static struct sigaction previous_actions[fatal_count];
static bool is_installed;
static atomic_bool armed;

/* Safe in a signal handler. */
static void give_back(bool writes) {
    if (!atomic_exchange(&armed, false)) return;
    /* From the background, setting the modes would stop the process. */
    sigset_t output, before;
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &output, &before);
    size_t done = 0;
    while (writes && done < reset_length) {
        ssize_t count = write(reset_output, reset_text + done, reset_length - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        done += (size_t)count;
    }
    if (reset_has_modes) tcsetattr(reset_output, TCSANOW, &reset_modes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void restore(void) { give_back(true); }

void truce_disarm_restore(void) { give_back(false); }

static void on_fatal(int number, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    restore();
    for (int index = 0; index < fatal_count; index++)
        if (fatal_signals[index] == number) sigaction(number, &previous_actions[index], NULL);
    /* A fault happens again on return, and the handler that was there before sees it; a signal that somebody sent has
     * to be sent again. */
    if (info->si_code <= 0) raise(number);
    errno = saved;
}

void truce_arm_restore(int output, const char *reset) {
    atomic_store(&armed, false);
    reset_length = strlen(reset);
    if (reset_length > reset_limit) reset_length = reset_limit;
    memcpy(reset_text, reset, reset_length);
    reset_output = output;
    reset_has_modes = tcgetattr(output, &reset_modes) == 0;
    if (!is_installed) {
        is_installed = true;
        atexit(restore);
        /* A stack of its own: an overflow of the main thread's stack is fatal, too. */
        static char stack[1 << 16];
        stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack}, present;
        if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE)) sigaltstack(&alternate, NULL);
        struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
        sigemptyset(&action.sa_mask);
        for (int index = 0; index < fatal_count; index++)
            sigaction(fatal_signals[index], &action, &previous_actions[index]);
    }
    atomic_store(&armed, true);
}

/* --- Descriptors --- */

bool truce_terminal_size(int descriptor, int *row_count, int *column_count) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
    *row_count = size.ws_row;
    *column_count = size.ws_col;
    return true;
}
