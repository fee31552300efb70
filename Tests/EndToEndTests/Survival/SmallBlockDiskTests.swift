// A full disk whose blocks are smaller than a page: the index of the write-ahead log has holes there, and writing into
// one is a SIGBUS. A start says that there is no room instead.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct SmallBlockDiskTests {
  /// Runs with a file system of 1 KiB blocks at `$0/m`, in a mount namespace of its own.
  private static let mounting = """
    truncate -s 8M "$0/image" && mkfs.ext4 -q -b 1024 -m 0 "$0/image" && mkdir -p "$0/m" &&
    mount -o loop "$0/image" "$0/m"
    """

  static let mayMount: Bool = {
    guard let scratch = try? Scratch(),
      let program = try? Program(["/usr/bin/unshare", "-m", "/bin/sh", "-c", mounting, scratch.path])
    else { return false }
    return program.blockingStatus() == 0
  }()

  @Test(.enabled(if: mayMount, "needs the right to mount a file system of its own (root, unshare -m, a loop device)"))
  func aStartWithoutRoomIsRefusedAndNoSignalEndsIt() async throws {
    let scratch = try Scratch()
    let script = """
      set -e
      # A signal ends it at once, and not when somebody has looked at it.
      export SWIFT_BACKTRACE=enable=no
      \(Self.mounting)
      start() { timeout 4 "$1" --data-dir "$0/m/data" --listen "unix://$0/s"; }
      start "$1" >"$0/first" 2>&1 || true
      cp -a "$0/m/data" "$0/kept"
      for free in 0 8 12 16 20 24 28 32 36 40 48 64 96 200 400; do
        rm -rf "$0/m/data" "$0/m/fill"; cp -a "$0/kept" "$0/m/data"; sync -f "$0/m"
        there=$(df --output=avail -k "$0/m" | tail -1)
        head -c $(( (there - free) * 1024 )) /dev/zero >"$0/m/fill" 2>/dev/null || true
        code=0; start "$1" >"$0/out" 2>&1 || code=$?
        echo "$free $code $(grep -c ' ready ' "$0/out" || true)"
      done
      """
    let program = try Program(["/usr/bin/unshare", "-m", "/bin/sh", "-c", script, scratch.path, BuiltProgram.jobd])
    #expect(try await program.exit(within: .seconds(120)) == 0, "\(program.errors)")
    let lines = program.output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
    #expect(lines.count == 15, "\(program.output)")
    for line in lines where line.count == 3 {
      // 124: it ran until it was told to stop.
      #expect(line[1] == 73 || line[1] == 124, "with \(line[0]) KiB free: exit \(line[1])")
    }
    #expect(lines.first?.dropFirst().first == 73 && lines.last?.dropFirst().first == 124, "\(program.output)")
  }
}
