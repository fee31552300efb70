// A text in a person's editor: a file that is nobody else's, and gone afterwards.

import CLinux
import JobClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file to be edited, in a directory of its own: editors put copies beside it.
struct EditorFile {
  let directory: String
  let path: String

  /// More than all that can be said of a job.
  private static let bytesMax = 1 << 20

  init(
    named name: String, below place: String? = EnvironmentVariable.value("TMPDIR")
  ) throws(CommandFailure) {
    let base = place.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    var template = Array("\(base)/jobctl-edit-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw CommandFailure(
        .other, "No directory can be made in \(base): \(String(cString: strerror(errno))).",
        hint: "Name another place with TMPDIR, or give options, such as --priority 10.")
    }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    path = "\(directory)/\(name)"
  }

  /// What is in it when the editor has ended, which is given `text`.
  func edited(_ text: String, by editor: String = EditorFile.editor) async throws(CommandFailure) -> String {
    try write(text)
    // The terminal tells both, and Ctrl-C is for the editor.
    let before = signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT, before) }
    // It may be a command with options, as git has it.
    let command = try LocalCommand(["/bin/sh", "-c", "\(editor) \"$@\"", editor, path], environment: [:])
    let status = await command.status()
    guard status == 0 else {
      throw CommandFailure(
        .other, "The editor (\(DisplayWidth.printable(editor))) ended with exit status \(status).",
        hint: "Name another one with VISUAL or EDITOR.")
    }
    do throws(FileBytes.Failure) {
      return String(decoding: try FileBytes.read(path, bytesMax: Self.bytesMax), as: UTF8.self)
    } catch {
      throw CommandFailure(.other, "\(path) cannot be read any more.")
    }
  }

  /// Takes the file away, with what the editor has left beside it.
  func remove() {
    if let entries = opendir(directory) {
      while let entry = readdir(entries) {
        let name = String(cString: clinux_entry_name(entry))
        if name != ".", name != ".." { unlink("\(directory)/\(name)") }
      }
      closedir(entries)
    }
    rmdir(directory)
  }

  private func write(_ text: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    let code = errno
    guard descriptor >= 0 else {
      throw CommandFailure(.other, "\(path) cannot be written: \(String(cString: strerror(code))).")
    }
    defer { close(descriptor) }
    try Console.write(Array(text.utf8), to: descriptor)
  }

  /// The person's own.
  static var editor: String {
    ["VISUAL", "EDITOR"].lazy.compactMap { EnvironmentVariable.value($0) }.first { !$0.isEmpty } ?? "vi"
  }
}
