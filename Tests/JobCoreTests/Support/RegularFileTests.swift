// Files at paths that a job can put anything at: only regular files of our own are read, written or believed.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct RegularFileTests {
  private let directory: String
  private let scratch: TemporaryDirectory

  init() throws {
    scratch = try TemporaryDirectory()
    directory = scratch.path
  }

  private func make(_ name: String, _ text: String = "text") throws -> String {
    let path = "\(directory)/\(name)"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    return path
  }

  /// What a job may put in the place of its file, and what it is called.
  private func intruders() throws -> [(path: String, what: String)] {
    let file = try make("file")
    #expect(link(file, "\(directory)/twice") == 0 && symlink(file, "\(directory)/link") == 0)
    #expect(symlink("\(directory)/nowhere", "\(directory)/dangling") == 0)
    #expect(mkfifo("\(directory)/fifo", 0o600) == 0 && mkdir("\(directory)/folder", 0o700) == 0)
    return [
      ("twice", "a file with another name (a hard link)"), ("link", "a symbolic link"),
      ("dangling", "a symbolic link"), ("fifo", "a FIFO"), ("folder", "a directory"),
    ].map { ("\(directory)/\($0.0)", $0.1) } + [("/dev/null", "a device")]
  }

  private func refusal(_ body: () throws(Errno) -> FileDescriptor) -> Errno? {
    do throws(Errno) {
      Glibc.close(try body().rawValue)
      return nil
    } catch {
      return error
    }
  }

  @Test func aRegularFileOfOursIsThere() throws {
    let path = try make("own")
    #expect(RegularFile.isThere(path) && RegularFile.isAnything(path) && RegularFile.intruder(at: path) == nil)
    #expect(RegularFile.beginning(of: path, bytesMax: 3) == Array("tex".utf8))
    #expect(RegularFile.beginning(of: path, bytesMax: 100) == Array("text".utf8))
    #expect(refusal { () throws(Errno) in try RegularFile.openOwn(path, O_RDONLY) } == nil)
  }

  @Test func nothingIsNoIntruder() throws {
    let path = "\(directory)/nothing"
    #expect(!RegularFile.isThere(path) && !RegularFile.isAnything(path) && RegularFile.intruder(at: path) == nil)
    #expect(RegularFile.beginning(of: path, bytesMax: 10) == nil)
    #expect(refusal { () throws(Errno) in try RegularFile.open(path, O_RDONLY) } == .noSuchFileOrDirectory)
    // As little as an empty file has a beginning.
    #expect(RegularFile.beginning(of: try make("empty", ""), bytesMax: 10) == nil)
  }

  @Test func whatStandsInItsPlaceIsNamedAndNotOpened() throws {
    for (path, what) in try intruders() {
      #expect(RegularFile.intruder(at: path) == what, "\(path)")
      #expect(!RegularFile.isThere(path) && RegularFile.isAnything(path), "\(path)")
      let error = refusal { () throws(Errno) in try RegularFile.openOwn(path, O_RDONLY) }
      #expect(error == (what == "a symbolic link" ? .tooManySymbolicLinkLevels : .noSuchAddressOrDevice), "\(path)")
    }
    // Nobody waits for the other end of a FIFO, whichever way it is opened.
    let fifo = refusal { () throws(Errno) in try RegularFile.open("\(directory)/fifo", O_WRONLY) }
    #expect(fifo == .noSuchAddressOrDevice)
  }

  @Test func aSecondNameIsNoReasonWhereTheFileNeedNotBeOurs() throws {
    let path = try make("shared")
    #expect(link(path, "\(directory)/other") == 0)
    #expect(refusal { () throws(Errno) in try RegularFile.open(path, O_RDONLY) } == nil)
    #expect(refusal { () throws(Errno) in try RegularFile.openOwn(path, O_RDONLY) } == .noSuchAddressOrDevice)
  }

  @Test func createdFileTakesThePlaceOfWhateverIsThere() throws {
    let outside = try make("outside", "untouched")
    for (path, _) in try intruders() where path.hasPrefix(directory) {
      try RegularFile.create(path, with: Array("new".utf8))
      #expect(RegularFile.isThere(path), "\(path)")
      #expect(RegularFile.beginning(of: path, bytesMax: 10) == Array("new".utf8), "\(path)")
      var status = stat()
      #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o600, "\(path)")
    }
    #expect(try String(contentsOfFile: outside, encoding: .utf8) == "untouched")
    // Neither what a link led to nor the other name of a file was written to.
    #expect(try String(contentsOfFile: "\(directory)/file", encoding: .utf8) == "text")
    #expect(!RegularFile.isAnything("\(directory)/nowhere"))
  }

  @Test func whoHasTheOldFileOpenDoesNotSeeTheNewOne() throws {
    let path = try make("result", "old")
    let reader = try FileDescriptor.open(FilePath(path), .readOnly)
    defer { try? reader.close() }
    try RegularFile.create(path, with: Array("new".utf8), .now)
    var buffer = [UInt8](repeating: 0, count: 8)
    let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
    #expect(buffer[..<count].elementsEqual("old".utf8))
  }

  @Test func createdFileNeedsItsDirectory() {
    #expect(throws: Errno.noSuchFileOrDirectory) { try RegularFile.create("\(directory)/no/file", with: []) }
  }

  @Test func directoryIsMadeOrTakenOver() throws {
    let path = "\(directory)/made"
    try RegularFile.makeDirectory(path)
    let inside = "\(path)/kept"
    try RegularFile.create(inside, with: [1])
    try RegularFile.makeDirectory(path)
    #expect(RegularFile.isThere(inside), "a directory that is there stays as it is")
    let file = try make("taken")
    try RegularFile.makeDirectory(file)
    #expect(RegularFile.intruder(at: file) == "a directory")
    // A link would lead elsewhere.
    #expect(symlink(path, "\(directory)/away") == 0)
    try RegularFile.makeDirectory("\(directory)/away")
    #expect(RegularFile.intruder(at: "\(directory)/away") == "a directory" && RegularFile.isThere(inside))
    #expect(throws: Errno.noSuchFileOrDirectory) { try RegularFile.makeDirectory("\(directory)/no/where") }
  }
}
