/* ncursesw and the system calls of a terminal's event loop, for Swift.
 *
 * NCURSES_WIDECHAR comes before <curses.h>. What the importer cannot see is a static inline function here: macros, and
 * mutable globals, which Swift 6 refuses. Only what TruceTerminal uses. */
#ifndef CNCURSES_H
#define CNCURSES_H
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#ifndef NCURSES_NOMACROS
#define NCURSES_NOMACROS 1
#endif
#include <curses.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

/* --- ncurses --- */

static inline WINDOW *truce_standard_screen(void) { return stdscr; }
static inline WINDOW *truce_current_screen(void) { return curscr; }
static inline int truce_color_count(void) { return COLORS; }
static inline int truce_pair_count(void) { return COLOR_PAIRS; }

static inline attr_t truce_attribute_bold(void) { return A_BOLD; }
static inline attr_t truce_attribute_dim(void) { return A_DIM; }
static inline attr_t truce_attribute_reverse(void) { return A_REVERSE; }
static inline attr_t truce_attribute_underline(void) { return A_UNDERLINE; }
static inline attr_t truce_attribute_italic(void) { return A_ITALIC; }

/* `scalars` ends with 0. Any pair number: the extended one goes through the last argument. */
static inline int truce_set_cell(cchar_t *cell, const wchar_t *scalars, attr_t attributes, int pair) {
    return setcchar(cell, scalars, attributes, (short)(pair > 32767 ? 32767 : pair), &pair);
}

/* Whether colour numbers are red, green and blue themselves (xterm-direct and the like). */
static inline bool truce_has_direct_color(void) { return tigetflag("RGB") > 0 || tigetnum("RGB") > 0; }

/* The columns that the C library, and with it ncurses, gives a scalar; -1 if it is not printable. */
int truce_scalar_width(wchar_t scalar);

/* A string capability of the current terminal; NULL if it has none. */
static inline const char *truce_capability(const char *name) {
    const char *value = tigetstr(name);
    return value == (const char *)-1 ? NULL : value;
}

/* Makes the character type UTF-8: the environment's locale if it says so, otherwise one that has it. */
bool truce_use_utf8(void);

/* --- Signals --- */

/* Blocks the signals that the loop reads from its descriptor, in the calling thread and those it starts, and ignores
 * SIGPIPE. */
void truce_block_signals(void);

/* A descriptor that reads those signals; -1 and errno on failure. */
int truce_signal_descriptor(void);

/* The next signal from that descriptor; 0 if there is none. */
int truce_next_signal(int descriptor);

/* Stops the process group as the terminal's suspend key would, and returns when it goes on. */
void truce_stop_process_group(void);

/* --- The way back --- */

/* From here on the terminal behind `output` is given back on exit() and on a fatal signal: `reset` is written (at most
 * 1024 bytes), then the modes that the terminal has now are set. Call it before the modes change. */
void truce_arm_restore(int output, const char *reset);

/* The terminal has been given back by other means: sets its modes, writes nothing, and disarms. */
void truce_disarm_restore(void);

/* --- Descriptors --- */

/* A copy that children do not inherit: a terminal stays open as long as somebody has it open. */
static inline int truce_copy_descriptor(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }

static inline int truce_event_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

/* The size that the terminal says it has; false if it says none. */
bool truce_terminal_size(int descriptor, int *row_count, int *column_count);

#endif
