// Runs the command of a callback: in a process group of its own, the document on its standard input, bounded in time.

import Glibc
import Logging
import SystemPackage

/// Runs programs for callbacks.
///
/// They carry the mark of worker processes: should the daemon be killed, the next one ends what it finds of them, and
/// they are called again.
struct CallbackCommand: Sendable {
  let environment: ChildEnvironment
  var defaults = ChildDefaults()
  /// This boot, for the mark.
  var boot: Int64 = 0
  /// Remembers that there may be marked processes; `nil` is nowhere.
  var markPath: String?
  var timeoutMicros = Limits.callbackCommandMicros
  let logger: Logger

  /// Exit code 0 means delivered; everything else is tried again.
  func run(
    _ argv: [String], _ document: [UInt8], _ variables: [(name: String, value: String)]
  ) async -> CallbackAnswer {
    guard let name = argv.first else { return .gone("there is no program to run") }
    let places: [String]
    do throws(Errno) {
      places = try ChildCommand.places(name, searchPath: environment.inheritedPath)
    } catch {
      return .refused("cannot be run: \(error)")
    }
    do throws(SpawnFault) {
      if let markPath { try WorkerMarkFile.leave(at: markPath) }
    } catch {
      return Self.refusal("cannot start \(error.what)", error.number)
    }
    let descriptors: (input: FileDescriptor, null: FileDescriptor)
    do throws(Errno) {
      descriptors = try Self.open(document)
    } catch {
      return Self.refusal("cannot prepare its input: \(error)", error.rawValue)
    }
    let teardown = ProcessTeardown()
    let child = ChildRun(teardown, logger: logger)
    defer {
      child.whenStarted {
        Glibc.close(descriptors.input.rawValue)
        Glibc.close(descriptors.null.rawValue)
      }
    }
    let start = ChildStart(
      paths: places, arguments: argv, environment: environment.entries(forCallbackWith: variables, boot: boot),
      defaults: defaults)
    let streams = ChildRun.Streams(input: descriptors.input, output: descriptors.null, error: descriptors.null)
    let end = await withTaskCancellationHandler {
      async let _: Void = stop(teardown)
      return await child.run(start, streams) { _ in }
    } onCancel: {
      teardown.stop(StopOrder(graceMicros: 0))
    }
    return switch end {
    case .exited(0): .accepted
    case .exited(let code): .refused("exited with code \(code)")
    case .signaled(let signal): .refused("ended by signal \(signal)")
    case .failed(let fault): Self.refusal("cannot be run: \(fault.message)", fault.number)
    case .unseen: .refused("did not end after SIGKILL, and was left behind")
    }
  }

  private static func refusal(_ text: String, _ number: Int32) -> CallbackAnswer {
    SpawnFailure.isShortage(number) ? .shortage(text) : .refused(text)
  }

  /// Kills the group when its time is up; cancelled when it has ended before.
  private func stop(_ teardown: ProcessTeardown) async {
    do {
      try await Task.sleep(for: .micros(timeoutMicros))
      teardown.stop(StopOrder(graceMicros: 0))
    } catch {}
  }

  private static func open(_ document: [UInt8]) throws(Errno) -> (input: FileDescriptor, null: FileDescriptor) {
    let input = try ChildStreams.input(document)
    let null = Glibc.open("/dev/null", O_WRONLY | O_CLOEXEC)
    if null < 0 {
      let error = Errno(rawValue: errno)
      Glibc.close(input.rawValue)
      throw error
    }
    return (input, FileDescriptor(rawValue: null))
  }
}
