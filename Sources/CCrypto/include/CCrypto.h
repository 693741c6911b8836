/* SHA-256 from libcrypto: five to ten times faster than anything written in Swift, and kept by others. */
#ifndef TRUCE_CCRYPTO_H
#define TRUCE_CCRYPTO_H
#include <stddef.h>

/* Writes the 32 bytes of the digest of data[0..<length] to out; returns 1, or 0 when libcrypto refuses. */
int truce_sha256(const void *data, size_t length, unsigned char out[32]);

#endif
