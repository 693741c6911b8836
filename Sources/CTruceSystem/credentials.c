#define _GNU_SOURCE
#include "CTruceSystem.h"
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __linux__
int truce_peer_credentials_level(void) { return SOL_SOCKET; }
int truce_peer_credentials_option(void) { return SO_PEERCRED; }

int truce_peer_credentials(int fd, struct truce_credentials *out) {
    struct ucred found;
    socklen_t length = sizeof found;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &found, &length) != 0) return -1;
    out->pid = found.pid;
    out->uid = found.uid;
    out->gid = found.gid;
    return 0;
}
#else
int truce_peer_credentials_level(void) { return -1; }
int truce_peer_credentials_option(void) { return -1; }

int truce_peer_credentials(int fd, struct truce_credentials *out) {
    out->pid = -1;
    return getpeereid(fd, &out->uid, &out->gid);
}
#endif
