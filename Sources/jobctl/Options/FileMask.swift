// The mask of new files of whoever submits: what a command makes is as private as if it had been started here.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The file mode creation mask.
enum FileMask {
  /// That of this process, as it was started.
  static let inherited: Int = {
    // There is no other way to read it than to set it; nothing is made in between.
    let mask = umask(0o077)
    umask(mask)
    return Int(mask)
  }()
}
