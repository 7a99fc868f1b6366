// What jemalloc reads when it starts (its manual, "TUNING"), before the environment's MALLOC_CONF:
// a thread keeps more of the small objects that it frees, and looks through them every 16 MiB, not
// every 64 KiB. LLVM frees and asks for them again by the million.
extern "C" {
extern const char *malloc_conf;
const char *malloc_conf =
    "tcache_gc_incr_bytes:16777216,tcache_nslots_small_max:1000,lg_tcache_nslots_mul:3";
}
