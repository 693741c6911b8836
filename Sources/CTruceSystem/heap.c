#define _GNU_SOURCE
#include "CTruceSystem.h"

#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void truce_reserve_heap(size_t bytes) {
    const uintptr_t page = 4096;
    /* Large blocks too come from the heap, which keeps what is freed. */
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    uintptr_t start = ((uintptr_t)sbrk(0) + page - 1) & ~(page - 1);
    /* Volatile, because a block that nobody uses is not asked for. */
    void *volatile room = malloc(bytes);
    free(room);
    uintptr_t end = (uintptr_t)sbrk(0);
    if (end > start) madvise((void *)start, end - start, MADV_HUGEPAGE);
}
