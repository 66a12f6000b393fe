"""Memory of the process."""
import gc
import os

import psutil

BYTES_PER_MEGABYTE = 1024 * 1024


class MemoryManager:
    def get_memory_stats(self):
        memory = psutil.Process(os.getpid()).memory_info()
        return {
            "resident_mb": round(memory.rss / BYTES_PER_MEGABYTE, 1),
            "available_mb": round(psutil.virtual_memory().available / BYTES_PER_MEGABYTE, 1),
            "pending_objects": gc.get_count()[0],
        }


memory_manager = MemoryManager()
