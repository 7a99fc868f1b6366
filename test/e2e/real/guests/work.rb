# What Ruby programs use of a system: its standard library, files, folders, time.
# work.rb TOPIC; each prints what it sees, and nothing that differs from run to run.
require 'digest'
require 'fileutils'
require 'find'
require 'json'
require 'optparse'
require 'pathname'
require 'set'
require 'stringio'
require 'tempfile'
require 'time'
require 'yaml'
require 'zlib'

def attempt
  yield
rescue SystemCallError, IOError, NotImplementedError, SystemStackError => error
  error.class
end

def library
  value = JSON.parse('{"a": [1, 2.5, null, "é\u00e9"], "b": {"c": true}}')
  puts JSON.pretty_generate(value), JSON.generate(value)
  p((JSON.parse('{"a":}') rescue $!.class))
  puts({ 'list' => [1, 'two', nil], 'at' => 1.5 }.to_yaml)
  p YAML.load("- 1\n- {a: b}\n")
  p Digest::SHA256.hexdigest('abc'), Digest::MD5.hexdigest('')
  p Set.new([3, 1, 3]).to_a.sort, Time.at(951_827_696).utc.iso8601(3)
  p Time.parse('2024-02-29 12:00:00 +0200').to_i, Time.gm(2000, 1, 1).strftime('%a %b %e %Y')
  p 'Größe 東京'.unicode_normalize(:nfd).length, 'straße'.upcase, 'ÄÖ'.encode('ISO-8859-1').bytes
  p 'a1b22'.gsub(/\d+/) { |n| (n.to_i * 2).to_s }, 'x=1;y=2'.scan(/(\w)=(\d)/), /(?<k>\w+)$/.match('ab cd')[:k]
  p 2**200, 10.0 / 3, 1e-320, Rational(3, 4) + 1, Complex(1, 2)**2, 255.to_s(2), 12_345.digits
  p [3, 1, 2].sort, (1..20).each_slice(6).map(&:sum), %w[b a c].each_with_index.to_h.sort_by(&:last)
  parser = OptionParser.new { |o| o.on('-n', '--number N', Integer) }
  p parser.parse(%w[-n 5 rest]), (parser.parse(%w[-n x]) rescue $!.message)
  fiber = Fiber.new { 3.times { |i| Fiber.yield i }; :done }
  p 4.times.map { fiber.resume }
  each = [1, 2].each
  p each.next, each.next, (each.next rescue $!.class)
  p catch(:out) { 10.times { |i| throw :out, i if i == 3 } }
  deep = ->(n) { n.zero? ? 0 : 1 + deep.(n - 1) }
  p deep.(1000)
  def endless(n) = endless(n + 1) + 1
  p attempt { endless(0) }
  200_000.times.map { |i| "string #{i}" }.then { |all| GC.start; p all.length, all.last }
  p ObjectSpace.each_object(Class).include?(Fiber), Comparable.instance_methods.length
  case { name: 'x', at: [1, [2, 3]] }
  in { name: String => name, at: [a, [*rest]] } then p name, a, rest
  end
end

def files
  p attempt { Dir.mkdir('d') }, attempt { Dir.mkdir('d') }, attempt { File.open('none/x', 'w') }
  600.times { |i| File.write("d/#{i}", 'x' * i) }
  p Dir.children('d').length, Dir.glob('d/*7').length, Dir.glob('{d,data}/**/*.txt').sort
  folder = Dir.new('d')
  places = []
  while (place = folder.tell) && (name = folder.read)
    places << [place, name]
  end
  p places.length, places.each_slice(7).all? { |(at, name), *| folder.seek(at).read == name }
  folder.rewind
  p folder.each.to_a.length, attempt { folder.close }, attempt { folder.read }
  sum = 0
  Find.find('d') { |path| sum += File.size(path) if File.file?(path) }
  p sum
  File.open('d/f', 'w+') do |file|
    file.puts 'line 1', 'line 2', "\u{1F600}"
    file.seek(-5, IO::SEEK_END)
    p file.read, file.pos, file.eof?
    file.rewind
    p file.gets, file.lineno, file.readchar, file.each_line.to_a
    p file.pread(3, 2), file.pwrite('XY', 0), file.truncate(8), file.size
  end
  File.open('d/f', 'a') { |file| file << 'more' }
  p File.read('d/f'), IO.readlines('d/f', chomp: true), File.foreach('d/f').count
  p File.stat('d/f').size, File.stat('d').directory?, File.ftype('d/f'), File.exist?('d/none')
  File.utime(Time.at(1), Time.at(1_700_000_000, 123_456_789, :nsec), 'd/f')
  p File.mtime('d/f').to_r, File.atime('d/f').to_i
  p attempt { File.symlink('f', 'd/link') }, attempt { File.readlink('d/link') }, File.lstat('d/link').symlink?
  p attempt { File.rename('d/f', 'd/g') }, attempt { File.rename('d/f', 'd/g') }, attempt { File.link('d/g', 'd/h') }
  p attempt { File.open('d/none') }, attempt { Dir.rmdir('d') }, attempt { File.unlink('d') }.to_s.start_with?('Errno')
  p attempt { File.read('../outside') }, attempt { File.read('/etc/passwd') }
  Tempfile.create('made', '.') { |file| file.write('x'); p File.basename(file.path).start_with?('made') }
  FileUtils.cp_r('d', 'e')
  FileUtils.rm_r('d')
  p Dir.exist?('d'), Pathname('e').children.length, Pathname('e/./x/../y').cleanpath.to_s
  Dir.chdir('e') { p File.exist?('1'), Dir.pwd.end_with?('e') }
  FileUtils.rm_rf('e')
end

def clock
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  sleep 0.03
  p (0.03..10).cover?(Process.clock_gettime(Process::CLOCK_MONOTONIC) - start), Time.now.year > 2020
  p Random.new(42).rand(1000), rand < 1, Random.bytes(3).length, [1, 2, 3].shuffle(random: Random.new(1))
  p attempt { fork }, attempt { Thread.new { 1 }.value }
  p ENV.fetch('WORD', nil)
end

def pour
  loop { $stdout.write('0123456789abcde' * 5000) }
rescue Errno::EPIPE => error
  warn error.class
  exit 3
end

case ARGV.shift
when 'library' then library
when 'files' then files
when 'clock' then clock
when 'pour' then pour
when 'stdin' then puts $stdin.each_line.map(&:split).flatten.tally.sort.inspect, ARGV.inspect
when 'raise' then raise ArgumentError, 'on purpose'
when 'exit' then exit Integer(ARGV[0])
when 'abort' then abort 'over'
when 'syntax' then eval('1 +')
end
