// What a guest may try and the host must survive.
use std::io::BufRead;
use std::time::{Duration, Instant};
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::*;

fn code<T>(result: Result<T, ErrorCode>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => error.name(),
    }
}

fn read(root: &Descriptor, follow: PathFlags, path: &str) -> Result<Vec<u8>, ErrorCode> {
    let file = root.open_at(follow, path, OpenFlags::empty(), DescriptorFlags::READ)?;
    Ok(file.read(100, 0)?.0)
}

fn is_secret(found: &Result<Vec<u8>, ErrorCode>) -> bool {
    found.as_ref().is_ok_and(|text| text.starts_with(b"SECRET"))
}

// Each line of stdin is a path: what every call says to it, one line a path.
pub fn paths() {
    let root = &get_directories()[0].0;
    let follow = PathFlags::SYMLINK_FOLLOW;
    let create = OpenFlags::CREATE;
    let both = DescriptorFlags::READ | DescriptorFlags::WRITE;
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let path = &line.replace("\\0", "\0");
        let found = [read(root, follow, path), read(root, PathFlags::empty(), path)];
        if found.iter().any(is_secret) {
            println!("ESCAPE {line}");
        }
        let [followed, not_followed] = found;
        println!(
            "{:.60}: {} {} {} {} {} {} {} {} {} {} {} {} {}",
            line,
            code(followed),
            code(not_followed),
            code(root.stat_at(follow, path)),
            code(root.stat_at(PathFlags::empty(), path)),
            code(root.readlink_at(path)),
            code(root.open_at(follow, path, OpenFlags::TRUNCATE, both)),
            code(root.set_times_at(follow, path, NewTimestamp::Now, NewTimestamp::Now)),
            code(root.link_at(follow, path, root, "new-link")),
            code(root.open_at(follow, &format!("{path}/made"), create, both)),
            code(root.create_directory_at(&format!("{path}/folder"))),
            code(root.symlink_at("file", &format!("{path}/symlink"))),
            code(root.rename_at("file", root, &format!("{path}/moved"))),
            code(root.unlink_file_at(&format!("{path}/secret"))),
        );
        for (from, to) in [(format!("{path}/moved"), "file"), (format!("{path}/secret"), "stolen")] {
            let _ = root.rename_at(&from, root, to);
        }
        let _ = root.unlink_file_at("new-link");
        if is_secret(&read(root, PathFlags::empty(), "stolen")) {
            println!("ESCAPE {line} by rename");
        }
    }
}

// While someone outside moves folders about, for two seconds.
pub fn race() {
    let root = &get_directories()[0].0;
    let end = Instant::now() + Duration::from_secs(2);
    let paths = ["a/b/../../secret", "a/b/c/../../../secret", "a/b/c/../../../../secret"];
    let mut tries = 0;
    while Instant::now() < end {
        for path in paths {
            assert!(!is_secret(&read(root, PathFlags::SYMLINK_FOLLOW, path)), "{path}");
            tries += 1;
        }
    }
    assert!(tries > 100);
}

// Opens files until there are no more descriptors; then all works again.
pub fn descriptors() {
    let root = &get_directories()[0].0;
    for _ in 0..3 {
        let mut open = Vec::new();
        let error = loop {
            match root.open_at(PathFlags::empty(), "file", OpenFlags::empty(), DescriptorFlags::READ)
            {
                Ok(file) => open.push(file),
                Err(error) => break error,
            }
            assert!(open.len() < 100);
        };
        // WASI has no word for it: what there is must be an error and no crash.
        println!("{} after {}", error.name(), open.len());
        assert!(!open.is_empty());
    }
    assert!(read(root, PathFlags::empty(), "file").is_ok());
}

// Many calls of many kinds: what each leaves behind would add up.
pub fn many_calls(count: u32) {
    use wasip2::clocks::monotonic_clock;
    let root = &get_directories()[0].0;
    for i in 0..count {
        let soon = monotonic_clock::subscribe_duration(0);
        assert!(soon.ready());
        if i % 8 == 0 {
            assert!(root.stat_at(PathFlags::empty(), "missing").is_err());
            let errors = wasip2::cli::stderr::get_stderr();
            assert!(errors.check_write().is_ok() && errors.subscribe().ready());
        }
        if i % 64 == 0 {
            let file = read(root, PathFlags::empty(), "file");
            assert!(file.is_ok());
            let listing = root.read_directory().unwrap();
            while listing.read_directory_entry().unwrap().is_some() {}
        }
    }
}
