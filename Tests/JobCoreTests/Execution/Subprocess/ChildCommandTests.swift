// The program and arguments of a child, and why a program cannot be started.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct ChildCommandTests {
  private let scratch: TemporaryDirectory

  init() throws {
    scratch = try TemporaryDirectory()
    for (name, mode) in [("first/tool", 0o600), ("second/tool", 0o700), ("first/plain", 0o600)] as [(String, mode_t)] {
      let path = "\(scratch.path)/\(name)"
      let directory = URL(filePath: path).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try "#!/bin/sh\n".write(toFile: path, atomically: false, encoding: .utf8)
      #expect(chmod(path, mode) == 0)
    }
    #expect(mkdir("\(scratch.path)/first/folder", 0o700) == 0)
  }

  private var path: String { "\(scratch.path)/first:\(scratch.path)/second" }

  private func command(_ work: Work, _ change: (inout ProcessOptions) -> Void = { _ in }) -> ChildCommand {
    var options = ProcessOptions()
    change(&options)
    return ChildCommand(work, options)
  }

  private func refusal(_ program: String, _ searchPath: String?) -> Errno? {
    do throws(Errno) {
      _ = try ChildCommand.find(program, searchPath: searchPath)
      return nil
    } catch {
      return error
    }
  }

  @Test func plainWorkIsStartedAsItIs() {
    let exec = command(.exec(argv: ["tool", "a b", ""]))
    #expect(exec.argv == ["tool", "a b", ""] && exec.wrapped == nil)
    #expect(command(.shell("echo $A")).argv == ["/bin/sh", "-c", "echo $A"])
    #expect(command(.external).argv.isEmpty && command(.handler(name: "a", payload: nil)).argv.isEmpty)
  }

  @Test func wrappersEndInTheProgram() {
    let nice = command(.exec(argv: ["tool", "-n"])) { $0.nice = -5 }
    #expect(nice.argv == ["/usr/bin/nice", "-n", "-5", "--", "tool", "-n"] && nice.wrapped == "tool")
    let both = command(.exec(argv: ["tool", "a"])) {
      $0.umask = 0o27
      $0.nice = 5
    }
    #expect(both.argv.suffix(8) == ["sh", "27", "/usr/bin/nice", "-n", "5", "--", "tool", "a"])
    #expect(both.argv.prefix(2) == ["/bin/sh", "-c"] && both.wrapped == "tool")
    // A mask of nothing is one, too.
    #expect(command(.shell("true")) { $0.umask = 0 }.wrapped == "/bin/sh")
  }

  @Test func problemOfAPathIsThatOfItsFile() {
    let root = scratch.path
    #expect(ChildCommand.problem("\(root)/second/tool", searchPath: nil, directory: nil) == nil)
    #expect(ChildCommand.problem("\(root)/first/tool", searchPath: nil, directory: nil) == EACCES)
    #expect(ChildCommand.problem("\(root)/first/folder", searchPath: nil, directory: nil) == EACCES)
    #expect(ChildCommand.problem("\(root)/none", searchPath: path, directory: nil) == ENOENT)
    #expect(ChildCommand.problem("\(root)/first/plain/x", searchPath: nil, directory: nil) == ENOTDIR)
    // A path that is not absolute is one from where the job runs, wherever programs are looked for.
    #expect(ChildCommand.problem("./tool", searchPath: path, directory: "\(root)/second") == nil)
    #expect(ChildCommand.problem("./tool", searchPath: path, directory: root) == ENOENT)
    #expect(ChildCommand.problem("second/tool", searchPath: nil, directory: root) == nil)
  }

  @Test func problemOfANameIsThatOfAllItsPlaces() {
    #expect(ChildCommand.problem("tool", searchPath: path, directory: nil) == nil)
    #expect(ChildCommand.problem("tool", searchPath: "\(scratch.path)/first", directory: nil) == EACCES)
    #expect(ChildCommand.problem("folder", searchPath: path, directory: nil) == EACCES)
    #expect(ChildCommand.problem("none", searchPath: path, directory: nil) == ENOENT)
    #expect(ChildCommand.problem("sh", searchPath: nil, directory: nil) == nil)
    #expect(ChildCommand.problem("sh", searchPath: "", directory: nil) == ENOENT)
  }

  @Test func nameThatNoFileCanHaveIsNotLookedFor() {
    let longest = String(repeating: "n", count: Limits.fileNameBytesMax)
    #expect(ChildCommand.problem(longest, searchPath: path, directory: nil) == ENOENT)
    #expect(ChildCommand.problem(longest + "n", searchPath: path, directory: nil) == ENAMETOOLONG)
    let long = "/" + String(repeating: "d/", count: Limits.pathBytesMax / 2) + "x"
    #expect(ChildCommand.problem(long, searchPath: nil, directory: nil) == ENAMETOOLONG)
    #expect(refusal(longest + "n", path) == .fileNameTooLong && refusal(long, nil) == .fileNameTooLong)
  }

  @Test func programIsTheFirstThatCanBeExecuted() throws {
    #expect(try ChildCommand.find("tool", searchPath: path) == "\(scratch.path)/second/tool")
    #expect(refusal("plain", path) == .permissionDenied && refusal("none", path) == .noSuchFileOrDirectory)
    // Whatever is at a path is found out when it is started.
    #expect(try ChildCommand.find("/no/such", searchPath: path) == "/no/such")
    #expect(["/usr/bin/sh", "/bin/sh"].contains(try ChildCommand.find("sh", searchPath: nil)))
    #expect(ChildCommand.path(of: "none", searchPath: path) == "none")
  }

  @Test func programIsNotLookedForWhereTheDaemonIs() throws {
    // What is not absolute would be looked for there.
    #expect(refusal("tool", ".:second::") == .noSuchFileOrDirectory)
    #expect(try ChildCommand.find("tool", searchPath: ".:\(path)") == "\(scratch.path)/second/tool")
  }
}
