const rate = 16_000;
const seconds = 3;
const notes = [392, 440, 494, 440, 392, 330];

/** Three seconds of a melody as a WAV file: mono, 16 bit, 16 kHz. */
export function voiceNote(): Buffer {
  const samples = rate * seconds;
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index += 1)
    file.writeInt16LE(Math.round(sample(index / rate) * 12_000), 44 + index * 2);
  return file;
}

/** The melody's value between -1 and 1, each note fading out. */
function sample(at: number): number {
  const length = seconds / notes.length;
  const within = at % length;
  return Math.sin(2 * Math.PI * (notes[Math.floor(at / length)] ?? 0) * at) * Math.exp(-within * 3);
}
