//! An allocator that counts what each thread asks for: cost that is the same on every machine.
#![allow(unsafe_code)] // an allocator cannot be written without

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What a thread has asked for since it began.
#[derive(Copy, Clone, Debug, Default)]
pub struct Allocated {
    pub calls: u64,
    pub bytes: u64,
}

thread_local! {
    static COUNT: Cell<Allocated> = const { Cell::new(Allocated { calls: 0, bytes: 0 }) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(bytes: usize) {
    // A thread that ends may still free and allocate.
    let _ = COUNT.try_with(|count| {
        let Allocated { calls, bytes: before } = count.get();
        count.set(Allocated { calls: calls + 1, bytes: before + bytes as u64 });
    });
}

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// What a function makes this thread allocate.
pub fn allocated<T>(function: impl FnOnce() -> T) -> (T, Allocated) {
    let before = COUNT.with(Cell::get);
    let result = function();
    let after = COUNT.with(Cell::get);
    (result, Allocated { calls: after.calls - before.calls, bytes: after.bytes - before.bytes })
}
