/* The functions that SHA-256 has had since before providers: OpenSSL 3 calls them deprecated, but they bring nothing
 * else of libcrypto into a program that is linked statically, and a short text costs 0.1 µs instead of 6. */
#define OPENSSL_API_COMPAT 0x10101000L
#include "CCrypto.h"
#include <openssl/sha.h>

int truce_sha256(const void *data, size_t length, unsigned char out[32]) {
    SHA256_CTX context;
    return SHA256_Init(&context) == 1 && SHA256_Update(&context, data, length) == 1 && SHA256_Final(out, &context) == 1;
}
