// A batch that a job followed, as a handler in a worker process sees it: a file with a line for each member.

import Dispatch
import Glibc
import SystemPackage

extension ParentBatch {
  private static let queue = DispatchQueue(label: "jobd.worker.batches", attributes: .concurrent)
  /// Bytes of the file that are read at a time; a line has an id, a few words and a path.
  private static let pieceBytes = 65_536

  /// The position is the offset of a line.
  init(_ batch: WorkerTask.Batch) {
    self.init(id: BatchID(batch.id)) { (position: Int64?) async throws(JobError) -> Page in
      let result: Result<Page, JobError> = await withCheckedContinuation { continuation in
        Self.queue.async { continuation.resume(returning: Self.page(of: batch.path, at: position ?? 0)) }
      }
      return try result.get()
    }
  }

  private static func page(of path: String, at offset: Int64) -> Result<Page, JobError> {
    do {
      let file = try RegularFile.open(path, O_RDONLY)
      defer { try? file.close() }
      var bytes = [UInt8](repeating: 0, count: pieceBytes)
      let count = try bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: offset, into: $0) }
      // Half a line at the end is read again with the next piece.
      guard let end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")) else {
        return .success(Page(members: [], next: nil))
      }
      let members = try bytes[...end].split(separator: UInt8(ascii: "\n")).compactMap { try member($0) }
      return .success(Page(members: members, next: offset + Int64(end) + 1))
    } catch let error as Errno {
      return .failure(.store(.io(statement: "batch", code: error.rawValue, message: "\(path): \(error)")))
    } catch {
      return .failure(.store(.io(statement: "batch", code: 0, message: "\(path): \(error)")))
    }
  }

  private static func member(_ line: ArraySlice<UInt8>) throws(JSONFault) -> JobParent? {
    let parent: Result<WorkerTask.Parent, JSONFault> = line.withUnsafeBytes { line in
      do throws(JSONFault) {
        return .success(try WorkerTask.Parent(JSONFields(line, ["id", "state", "kind", "path"])))
      } catch {
        return .failure(error)
      }
    }
    return JobParent(try parent.get())
  }
}
