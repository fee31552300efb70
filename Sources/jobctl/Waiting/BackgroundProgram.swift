// A program that is started apart from jobctl and may outlive it.

import CLinux
import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program in a session of its own, with signals as at the birth of a process, and nothing open but what it is given.
struct BackgroundProgram: Sendable {
  let process: pid_t

  /// Returns once it is there.
  ///
  /// - Parameters:
  ///   - paths: its program is the first of these that can be executed.
  ///   - environment: `NAME=value`.
  ///   - descriptors: become 0, 1 and 2.
  ///   - directory: where it is; `/` if it cannot be there.
  init(
    _ paths: [String], _ arguments: [String], environment: [String], descriptors: [Int32], directory: String?
  ) throws(CommandFailure) {
    let places: [UnsafeMutablePointer<CChar>?] = paths.map { strdup($0) } + [nil]
    let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    let home: UnsafeMutablePointer<CChar>? = directory.flatMap { strdup($0) }
    let root: UnsafeMutablePointer<CChar>? = strdup("/")
    defer { for text in places + words + variables + [home, root] { free(text) } }
    var (number, step): (pid_t, Int32) = (0, 0)
    let code = places.map { UnsafePointer($0) }.withUnsafeBufferPointer { places in
      words.withUnsafeBufferPointer { words in
        variables.withUnsafeBufferPointer { variables in
          descriptors.withUnsafeBufferPointer { descriptors in
            var child = clinux_child()
            child.paths = places.baseAddress
            child.arguments = words.baseAddress
            child.environment = variables.baseAddress
            child.descriptors = descriptors.baseAddress
            child.descriptor_count = Int32(descriptors.count)
            child.directory = UnsafePointer(home)
            child.other_directory = UnsafePointer(root)
            child.mask = -1
            return clinux_start_child(&child, &number, &step)
          }
        }
      }
    }
    guard code == 0 else {
      let reason = String(cString: strerror(code))
      throw CommandFailure(
        .command(code == ENOENT ? 127 : 126), "\(DisplayWidth.printable(arguments[0])) cannot be started: \(reason).")
    }
    process = number
  }

  /// Its exit status as a shell gives it, once it has ended; nil while it runs. To be asked until there is one.
  func ended() -> Int32? {
    var (code, signal): (Int32, Int32) = (0, 0)
    guard clinux_child_look(process, 1, &code, &signal) != 0 else { return nil }
    return signal == 0 ? code : 128 + signal
  }

  /// The same, waited for.
  func status() async -> Int32 {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
      }
    }
  }

  /// Runs a short program to its end.
  static func outcome(
    _ paths: [String], _ arguments: [String], environment: [String], directory: String?
  ) async throws(CommandFailure) -> (status: Int32, output: String, errors: String) {
    let (input, output, errors) = (open("/dev/null", O_RDONLY | O_CLOEXEC), memory(), memory())
    defer { for descriptor in [input, output, errors] where descriptor >= 0 { close(descriptor) } }
    let program = try BackgroundProgram(
      paths, arguments, environment: environment, descriptors: [input, output, errors], directory: directory)
    let status = await program.status()
    return (status, text(of: output), text(of: errors))
  }

  /// A file without a name: whatever is written there, nobody has to read it meanwhile.
  private static func memory() -> Int32 { clinux_memory_file("jobctl") }

  private static let textBytesMax = 64 << 10

  private static func text(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: textBytesMax)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
