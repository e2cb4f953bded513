import Foundation

// Lines of JSON in, lines of JSON out; bench/contestant.py describes them.

/// One workload: `run` is timed and answers a number all contestants must agree on; `undo` is not timed.
struct Work {
    var run: () throws -> Int
    var undo: () throws -> Void = {}
}

protocol Contestant {
    var version: String { get }
    func open(_ path: String) throws
    func works() throws -> [String: Work]
}

private struct Request: Decodable {
    var open: String?
    var run: String?
    var ns: Int?
    var quit: Bool?
}

private func nanoseconds() -> Int { Int(DispatchTime.now().uptimeNanoseconds) }

func serve(_ contestant: any Contestant) throws {
    let arguments = CommandLine.arguments
    if let cold = arguments.firstIndex(of: "--cold") {
        let begin = nanoseconds()
        try contestant.open(arguments[cold + 1])
        _ = try contestant.works()["get_pk"]?.run()
        print("{\"runs\":1,\"ns\":\(nanoseconds() - begin),\"check\":1}")
        return
    }
    var works: [String: Work] = [:]
    while let line = readLine() {
        let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
        if request.quit == true {
            print("{}")
            return
        }
        if let path = request.open {
            try contestant.open(path)
            works = try contestant.works()
            print("{\"version\":\"\(contestant.version)\"}")
        } else if let name = request.run, let work = works[name] {
            var (runs, spent, check) = (0, 0, 0)
            while spent < request.ns ?? 0 {
                let begin = nanoseconds()
                check = try work.run()
                spent += nanoseconds() - begin
                runs += 1
                try work.undo()
            }
            print("{\"runs\":\(runs),\"ns\":\(spent),\"check\":\(check)}")
        } else {
            print("{\"skip\":\"not offered\"}")
        }
        fflush(nil)
    }
}
