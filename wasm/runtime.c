/* What the Swift runtime asks of a C library, for a WebAssembly module that has none.
 *
 * Memory comes from the module's own pages. Blocks are powers of two, each with a 16-byte header that says which;
 * a freed block waits in the list of its size and is never split or joined. A request frees all it took, so the
 * lists settle after a few requests and memory stops growing.
 */
#include <stddef.h>
#include <stdint.h>

#define PAGE 65536u
#define HEADER 16u
#define SMALLEST 5u /* 32 bytes, the header among them */
#define CLASSES 32u

extern unsigned char __heap_base;

struct block {
    uint32_t class;
    uint32_t unused[3];
};

static void *lists[CLASSES];
static uintptr_t next;

static void *take(size_t wanted) {
    if (wanted > 0x70000000u) return NULL;
    uint32_t class = SMALLEST;
    while (((size_t)1 << class) < wanted + HEADER) class++;
    if (lists[class]) {
        void *memory = lists[class];
        lists[class] = *(void **)memory;
        return memory;
    }
    if (next == 0) next = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
    size_t size = (size_t)1 << class;
    uint64_t end = (uint64_t)next + size;
    uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) * PAGE;
    if (end > have) {
        size_t pages = (size_t)((end - have + PAGE - 1) / PAGE);
        if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) return NULL;
    }
    struct block *block = (struct block *)next;
    next = (uintptr_t)end;
    block->class = class;
    return (unsigned char *)block + HEADER;
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    if (alignment > HEADER) return 22; /* EINVAL: no type of ours asks for more */
    void *memory = take(size);
    if (!memory) return 12; /* ENOMEM */
    *out = memory;
    return 0;
}

void free(void *memory) {
    if (!memory) return;
    struct block *block = (struct block *)((unsigned char *)memory - HEADER);
    *(void **)memory = lists[block->class];
    lists[block->class] = memory;
}

/* Seeds hash tables. No output depends on their order, and without an import there is no randomness to be had. */
void arc4random_buf(void *buffer, size_t size) {
    for (size_t index = 0; index < size; index++) ((unsigned char *)buffer)[index] = (unsigned char)(index * 151 + 43);
}

/* The 128-bit product that the compiler calls for where 64 bits may overflow. */
typedef int int128 __attribute__((mode(TI)));
int128 __multi3(int128 left, int128 right) {
    union parts {
        int128 whole;
        struct {
            uint64_t low, high;
        } half;
    } a = {.whole = left}, b = {.whole = right}, product;
    uint64_t a0 = a.half.low & 0xffffffffu, a1 = a.half.low >> 32;
    uint64_t b0 = b.half.low & 0xffffffffu, b1 = b.half.low >> 32;
    uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32);
    uint64_t carry = a0 * b1 + (middle & 0xffffffffu);
    product.half.low = (carry << 32) | (low & 0xffffffffu);
    product.half.high = a1 * b1 + (middle >> 32) + (carry >> 32) + a.half.high * b.half.low + a.half.low * b.half.high;
    return product.whole;
}
