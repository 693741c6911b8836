/* The few system calls that Swift cannot reach without C. */
#ifndef TRUCE_CTRUCESYSTEM_H
#define TRUCE_CTRUCESYSTEM_H
#include <stddef.h>
#include <sys/types.h>

/* What SO_PEERCRED fills in (Linux's struct ucred, which glibc hides behind _GNU_SOURCE): 12 bytes. */
struct truce_credentials {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

/* The level and the name under which a socket option of type struct truce_credentials is read. */
int truce_peer_credentials_level(void);
int truce_peer_credentials_option(void);

/* Who is at the other end of the connected Unix socket fd. Returns 0, or -1 with errno set. */
int truce_peer_credentials(int fd, struct truce_credentials *out);

/* Starts a program that outlives this process: in a session of its own, in the folder /, with standard input from
 * /dev/null, standard output and error into log_fd, ready_fd as descriptor 3, every other descriptor closed, no signal
 * blocked and every signal's disposition the default. The program is nobody's child and leaves no zombie behind.
 *
 * arguments[0] is the program's path; the list ends with NULL. The environment is this process's own. Both descriptors
 * stay open here. Returns 0 once the program runs, or the errno of what kept it from running. */
int truce_spawn_detached(const char *const arguments[], int log_fd, int ready_fd);

/* Gives the file open as to the owner, group, mode, access list and other extended attributes of the file open as from.
 * Returns 0, or the errno of the first that could not be given. */
int truce_copy_attributes(int from, int to);

/* Makes room for so many bytes on the heap, in large pages where the kernel has them: they are taken only as they are
 * filled, a page at a time. For a process that is about to fill them and then ends, since what it frees stays its own. */
void truce_reserve_heap(size_t bytes);

#endif
