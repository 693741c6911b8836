#define _GNU_SOURCE
#include "CTruceSystem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Linux's XATTR_LIST_MAX and XATTR_SIZE_MAX. */
enum { LARGEST = 65536 };

static int copy_extended(int from, int to, char *names, char *value) {
    ssize_t length = flistxattr(from, names, LARGEST);
    if (length < 0) return errno == ENOTSUP ? 0 : errno;
    for (char *name = names; name < names + length; name += strlen(name) + 1) {
        ssize_t size = fgetxattr(from, name, value, LARGEST);
        if (size < 0 || fsetxattr(to, name, value, (size_t)size, 0) != 0) return errno;
    }
    return 0;
}

int truce_copy_attributes(int from, int to) {
    struct stat status, present;
    if (fstat(from, &status) != 0 || fstat(to, &present) != 0) return errno;
    int is_owned = status.st_uid == present.st_uid && status.st_gid == present.st_gid;
    if (!is_owned && fchown(to, status.st_uid, status.st_gid) != 0) return errno;
    /* The folder may have given the file an access list. */
    fremovexattr(to, "system.posix_acl_access");
    /* After the owner, for a change of owner takes the set-user-id bit away. */
    if (fchmod(to, status.st_mode & 07777) != 0) return errno;
    char *names = malloc(LARGEST), *value = malloc(LARGEST);
    int code = names && value ? copy_extended(from, to, names, value) : ENOMEM;
    free(names);
    free(value);
    return code;
}
