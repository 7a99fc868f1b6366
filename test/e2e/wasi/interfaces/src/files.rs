// wasi:filesystem. The granted folder is empty at first, and writable.
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::*;
use wasip2::io::streams::StreamError;

fn root() -> Descriptor {
    let mut folders = get_directories();
    assert_eq!(folders.len(), 1);
    let (folder, name) = folders.remove(0);
    assert_eq!(name, "/data");
    folder
}

fn create(root: &Descriptor, name: &str) -> Descriptor {
    root.open_at(
        PathFlags::empty(),
        name,
        OpenFlags::CREATE,
        DescriptorFlags::READ | DescriptorFlags::WRITE,
    )
    .unwrap()
}

fn names(folder: &Descriptor) -> Vec<String> {
    let entries = folder.read_directory().unwrap();
    let mut found = Vec::new();
    while let Some(entry) = entries.read_directory_entry().unwrap() {
        found.push(entry.name);
    }
    found.sort();
    found
}

pub fn run() {
    let root = root();
    content(&root);
    streams(&root);
    attributes(&root);
    paths(&root);
    errors(&root);
    assert!(names(&root).is_empty(), "{:?}", names(&root));
}

fn content(root: &Descriptor) {
    let file = create(root, "content");
    assert_eq!(file.write(b"hello world", 0).unwrap(), 11);
    assert_eq!(file.write(b"W", 6).unwrap(), 1);
    assert_eq!(file.read(5, 6).unwrap(), (b"World".to_vec(), false));
    // Only a read that finds nothing says that this is the end.
    assert_eq!(file.read(100, 6).unwrap(), (b"World".to_vec(), false));
    assert_eq!(file.read(100, 11).unwrap(), (vec![], true));
    assert_eq!(file.read(0, 6).unwrap(), (vec![], false));
    file.set_size(5).unwrap();
    assert_eq!(file.stat().unwrap().size, 5);
    file.set_size(8).unwrap();
    assert_eq!(file.read(10, 4).unwrap().0, b"o\0\0\0");
    file.advise(0, 8, Advice::Sequential).unwrap();
    file.sync_data().unwrap();
    file.sync().unwrap();
    // Beyond what a file can be.
    assert_eq!(file.set_size(u64::MAX).unwrap_err(), ErrorCode::FileTooLarge);
    assert!(file.read(1, u64::MAX).is_err());
    root.unlink_file_at("content").unwrap();
}

fn streams(root: &Descriptor) {
    let file = create(root, "streams");
    let out = file.write_via_stream(2).unwrap();
    out.blocking_write_and_flush(b"cd").unwrap();
    out.blocking_write_and_flush(b"ef").unwrap();
    drop(out);
    let end = file.append_via_stream().unwrap();
    end.blocking_write_and_flush(b"gh").unwrap();
    drop(end);
    let input = file.read_via_stream(1).unwrap();
    assert_eq!(input.blocking_read(100).unwrap(), b"\0cdefgh");
    assert!(matches!(input.read(1), Err(StreamError::Closed)));
    drop(input);

    // An error of the file's stream is one of wasi:filesystem.
    let read_only = root
        .open_at(PathFlags::empty(), "streams", OpenFlags::empty(), DescriptorFlags::READ)
        .unwrap();
    match read_only.write_via_stream(0) {
        Err(code) => assert!(matches!(code, ErrorCode::NotPermitted | ErrorCode::BadDescriptor)),
        Ok(stream) => match stream.blocking_write_and_flush(b"x") {
            Err(StreamError::LastOperationFailed(error)) => {
                assert!(filesystem_error_code(&error).is_some());
                assert!(!error.to_debug_string().is_empty());
            }
            other => panic!("{other:?}"),
        },
    }
    let folder_stream: Result<(), _> = root.read_via_stream(0).and_then(|stream| match stream.blocking_read(1) {
        Err(StreamError::LastOperationFailed(error)) => {
            assert!(!error.to_debug_string().is_empty());
            Err(filesystem_error_code(&error).unwrap())
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(folder_stream.unwrap_err(), ErrorCode::IsDirectory);
    root.unlink_file_at("streams").unwrap();
}

fn attributes(root: &Descriptor) {
    let file = create(root, "file");
    assert_eq!(file.get_flags().unwrap(), DescriptorFlags::READ | DescriptorFlags::WRITE);
    assert!(root.get_flags().unwrap().contains(DescriptorFlags::MUTATE_DIRECTORY));
    assert_eq!(file.get_type().unwrap(), DescriptorType::RegularFile);
    assert_eq!(root.get_type().unwrap(), DescriptorType::Directory);

    let at = |seconds| NewTimestamp::Timestamp(Datetime { seconds, nanoseconds: 5 });
    file.set_times(at(1000), at(2000)).unwrap();
    let stat = file.stat().unwrap();
    assert_eq!(stat.type_, DescriptorType::RegularFile);
    assert_eq!(stat.link_count, 1);
    assert_eq!(stat.data_access_timestamp.unwrap().seconds, 1000);
    assert_eq!(stat.data_modification_timestamp.unwrap().nanoseconds, 5);
    let later = NewTimestamp::Timestamp(Datetime { seconds: 3000, nanoseconds: 0 });
    root.set_times_at(PathFlags::empty(), "file", NewTimestamp::NoChange, later).unwrap();
    let stat = root.stat_at(PathFlags::empty(), "file").unwrap();
    assert_eq!(stat.data_access_timestamp.unwrap().seconds, 1000);
    assert_eq!(stat.data_modification_timestamp.unwrap().seconds, 3000);
    file.set_times(NewTimestamp::Now, NewTimestamp::NoChange).unwrap();
    assert!(file.stat().unwrap().data_access_timestamp.unwrap().seconds > 1_000_000);
    let wrong = NewTimestamp::Timestamp(Datetime { seconds: 0, nanoseconds: 1_000_000_000 });
    assert_eq!(file.set_times(wrong, NewTimestamp::Now).unwrap_err(), ErrorCode::Invalid);

    let same = create(root, "file");
    let other = create(root, "other");
    assert!(file.is_same_object(&same) && !file.is_same_object(&other));
    let hash = |d: &Descriptor| d.metadata_hash().map(|h| (h.lower, h.upper)).unwrap();
    assert_eq!(hash(&file), hash(&same));
    assert_ne!(hash(&file), hash(&other));
    let by_name = root.metadata_hash_at(PathFlags::SYMLINK_FOLLOW, "file").unwrap();
    assert_eq!(hash(&file), (by_name.lower, by_name.upper));
    root.unlink_file_at("file").unwrap();
    root.unlink_file_at("other").unwrap();
}

fn paths(root: &Descriptor) {
    root.create_directory_at("below").unwrap();
    drop(create(root, "below/one"));
    root.link_at(PathFlags::empty(), "below/one", root, "two").unwrap();
    assert_eq!(root.stat_at(PathFlags::empty(), "two").unwrap().link_count, 2);
    root.symlink_at("below/one", "link").unwrap();
    assert_eq!(root.readlink_at("link").unwrap(), "below/one");
    let kind = |flags| root.stat_at(flags, "link").unwrap().type_;
    assert_eq!(kind(PathFlags::empty()), DescriptorType::SymbolicLink);
    assert_eq!(kind(PathFlags::SYMLINK_FOLLOW), DescriptorType::RegularFile);
    assert_eq!(names(root), ["below", "link", "two"]);
    let below = root
        .open_at(PathFlags::empty(), "below", OpenFlags::DIRECTORY, DescriptorFlags::READ)
        .unwrap();
    root.rename_at("two", &below, "renamed").unwrap();
    assert_eq!(names(&below), ["one", "renamed"]);
    for name in ["below/one", "below/renamed", "link"] {
        root.unlink_file_at(name).unwrap();
    }
    root.remove_directory_at("below").unwrap();
}

fn open(root: &Descriptor, path: &str) -> ErrorCode {
    root.open_at(PathFlags::SYMLINK_FOLLOW, path, OpenFlags::empty(), DescriptorFlags::READ)
        .err()
        .unwrap_or_else(|| panic!("{path} could be opened"))
}

fn errors(root: &Descriptor) {
    assert_eq!(open(root, "missing"), ErrorCode::NoEntry);
    for path in ["..", "../..", "/", "/etc/passwd", "a/../..", "./.."] {
        let code = open(root, path);
        assert!(matches!(code, ErrorCode::NotPermitted | ErrorCode::NoEntry), "{path}: {code:?}");
    }
    assert_eq!(open(root, &"n".repeat(256)), ErrorCode::NameTooLong);
    assert_eq!(open(root, &"a/".repeat(2048)), ErrorCode::NameTooLong);
    assert!(matches!(open(root, "a\0b"), ErrorCode::Invalid | ErrorCode::IllegalByteSequence));
    assert_eq!(root.remove_directory_at("missing").unwrap_err(), ErrorCode::NoEntry);
    drop(create(root, "file"));
    assert_eq!(open(root, "file/"), ErrorCode::NotDirectory);
    assert_eq!(root.remove_directory_at("file").unwrap_err(), ErrorCode::NotDirectory);
    assert_eq!(root.create_directory_at("file").unwrap_err(), ErrorCode::Exist);
    root.unlink_file_at("file").unwrap();
}

// The same folder, granted read-only, with a file in it.
pub fn read_only() {
    let root = root();
    assert!(!root.get_flags().unwrap().contains(DescriptorFlags::MUTATE_DIRECTORY));
    let file = root
        .open_at(PathFlags::empty(), "file", OpenFlags::empty(), DescriptorFlags::READ)
        .unwrap();
    assert_eq!(file.read(100, 0).unwrap().0, b"as it was");
    let write = |flags, open| root.open_at(PathFlags::empty(), "file", open, flags).map(drop);
    let read = DescriptorFlags::READ;
    let denied = Err(ErrorCode::ReadOnly);
    assert_eq!(write(DescriptorFlags::WRITE, OpenFlags::empty()), denied);
    assert_eq!(write(read, OpenFlags::TRUNCATE), denied);
    assert_eq!(root.create_directory_at("new"), denied);
    assert_eq!(root.unlink_file_at("file"), denied);
    assert_eq!(root.rename_at("file", &root, "new"), denied);
    assert_eq!(root.symlink_at("file", "new"), denied);
    assert_eq!(root.link_at(PathFlags::empty(), "file", &root, "new"), denied);
    assert_eq!(file.set_times(NewTimestamp::Now, NewTimestamp::Now), denied);
    assert!(file.write(b"x", 0).is_err() && file.set_size(0).is_err());
    assert_eq!(names(&root), ["file"]);
}
