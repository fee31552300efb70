// Libraries that tests load before the C library's, built from a C file of the tests.

import Foundation

/// A library for LD_PRELOAD.
struct PreloadedLibrary {
  let path: String
  private let scratch: Scratch

  /// Builds `file`, which lies in a folder of `Tests`; nil without a C compiler.
  init?(_ file: String) {
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../\(file)")
    guard let scratch = try? Scratch() else { return nil }
    self.scratch = scratch
    path = scratch.file("preloaded.so")
    for compiler in ["/usr/bin/cc", "/usr/bin/clang", "/usr/local/bin/clang", "/opt/swift/usr/bin/clang"] {
      let command = [
        compiler, "-shared", "-fPIC", "-O", "-I", source.deletingLastPathComponent().appending(path: "include").path,
        "-o", path, source.path, "-ldl", "-lpthread",
      ]
      guard access(compiler, X_OK) == 0, let program = try? Program(command) else { continue }
      if program.blockingStatus() == 0 { return }
    }
    return nil
  }
}
