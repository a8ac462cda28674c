import type { Usage } from '@tallystick/log';
import { type Lack, type Rates, rateFor } from './rates.ts';

/** One line of a call's cost: so many units, in 1e-12 USD, mostly per million of them. */
export interface Charge {
  line: string;
  units: number;
  rate: bigint;
  /** What the rate is for, where it is not a million units. */
  per?: bigint;
  /** A fee per request or beside it, which no discount on tokens lowers. */
  fee: boolean;
}

/** Units that have a price of their own where the price list gives one, and are otherwise part of a total. */
interface Part {
  line: string;
  key: string;
  units: number;
  /** Never as cheap as the total they are part of: where the list has no price for them, the cost is unknown. */
  apart: boolean;
}

/** The tokens of a call by kind, as far as they are told. Of kinds that cost what text does there are none apart from it. */
interface Counts {
  cacheRead: number;
  cacheReadAudio: number;
  cacheReadImage: number;
  cacheWrite: number;
  cacheWrite1h: number;
  audio: number;
  image: number;
  video: number;
  reasoning: number;
  audioOut: number;
  imageOut: number;
  videoOut: number;
}

/**
 * What a call with this usage is charged at these rates, line by line, or which of them lacks, or in words why the two do not tell. `input` and
 * `output` are what is left of the totals: tokens without a price of their own, such as most models' reasoning.
 *
 * @param audioAsText whether audio without a price of its own costs what text does, rather than more than that
 */
export function chargesOf(rates: Rates, usage: Usage, audioAsText: boolean): Charge[] | Lack | string {
  const { promptTokens, completionTokens } = usage;
  if (promptTokens === null) return 'the input tokens are not known';
  // Only a model that has no price for output, such as one for embeddings, may leave the output untold.
  const hasOutput = [...rates.keys()].some((key) => key.startsWith('output_'));
  if (completionTokens === null && hasOutput) return 'the output tokens are not known';
  const counts = countsOf(rates, usage, audioAsText);
  const fault = contradiction(counts, promptTokens, completionTokens ?? 0) ?? whatIsUntold(rates, usage, counts);
  if (fault !== undefined) return fault;

  const charges: Charge[] = [];
  for (const { line, key, units } of linesOf(rates, counts, promptTokens, completionTokens ?? 0)) {
    if (units === 0) continue;
    const rate = rateFor(rates, key, promptTokens);
    if (rate === undefined) return { lacking: key };
    charges.push({ line, units, rate, fee: false });
  }
  return charges;
}

function countsOf(rates: Rates, usage: Usage, audioAsText: boolean): Counts {
  const hasAudio = rates.has('input_audio_mtok') || !audioAsText;
  const image = rates.has('input_image_mtok') ? (usage.promptImageTokens ?? 0) : 0;
  return {
    cacheRead: usage.cacheReadTokens ?? 0,
    cacheReadAudio: hasAudio ? (usage.cacheReadAudioTokens ?? 0) : 0,
    cacheReadImage: image > 0 ? (usage.cacheReadImageTokens ?? 0) : 0,
    cacheWrite: usage.cacheWriteTokens ?? 0,
    cacheWrite1h: usage.cacheWrite1hTokens ?? 0,
    audio: hasAudio ? (usage.promptAudioTokens ?? 0) : 0,
    image,
    video: rates.has('input_video_mtok') ? (usage.promptVideoTokens ?? 0) : 0,
    reasoning: usage.reasoningTokens ?? 0,
    audioOut: rates.has('output_audio_mtok') || !audioAsText ? (usage.completionAudioTokens ?? 0) : 0,
    imageOut: rates.has('output_image_mtok') ? (usage.completionImageTokens ?? 0) : 0,
    videoOut: rates.has('output_video_mtok') ? (usage.completionVideoTokens ?? 0) : 0,
  };
}

/** Parts that are larger than their total: whichever is wrong, the cost would be. */
function contradiction(counts: Counts, promptTokens: number, completionTokens: number): string | undefined {
  const { cacheRead, cacheReadAudio, cacheReadImage, cacheWrite, cacheWrite1h, audio, image, video } = counts;
  const { reasoning, audioOut, imageOut, videoOut } = counts;
  if (
    cacheRead + cacheWrite + (audio - cacheReadAudio) + (image - cacheReadImage) + video > promptTokens ||
    cacheWrite1h > cacheWrite ||
    cacheReadAudio > audio ||
    cacheReadImage > image ||
    cacheReadAudio + cacheReadImage > cacheRead
  ) {
    return 'the parts of the input are more than all of it';
  }
  if (reasoning + audioOut + imageOut + videoOut > completionTokens)
    return 'the parts of the output are more than all of it';
  return undefined;
}

/** What the answer would have to tell of tokens that are priced otherwise than those among which they are counted. */
function whatIsUntold(rates: Rates, usage: Usage, { cacheRead, audio, image, video }: Counts): string | undefined {
  // They cost many times what text does, and the answers of models that make them tell how many there are, or 0.
  const isImagesUntold = rates.has('output_image_mtok') && usage.completionImageTokens === null;
  const isVideoUntold = rates.has('output_video_mtok') && usage.completionVideoTokens === null;
  if (usage.completionTokens && (isImagesUntold || isVideoUntold))
    return 'how much of the output is images or video is not told';
  if (cacheRead === 0) return undefined;
  if (audio > 0 && usage.cacheReadAudioTokens === null) return 'how much of the audio was cached is not told';
  if (video > 0 || (image > 0 && usage.cacheReadImageTokens === null))
    return 'how much of the images and the video was cached is not told';
  return undefined;
}

function linesOf(rates: Rates, counts: Counts, promptTokens: number, completionTokens: number) {
  const { cacheRead, cacheReadAudio, cacheReadImage, cacheWrite, cacheWrite1h, audio, image, video } = counts;
  const { reasoning, audioOut, imageOut, videoOut } = counts;
  const cacheReadText = cacheRead - cacheReadAudio - cacheReadImage;
  return [
    ...split('input', 'input_mtok', promptTokens, rates, [
      { line: 'cache_read', key: 'cache_read_mtok', units: cacheReadText, apart: false },
      { line: 'cache_read_audio', key: 'cache_audio_read_mtok', units: cacheReadAudio, apart: true },
      { line: 'cache_read_image', key: 'cache_image_read_mtok', units: cacheReadImage, apart: true },
      { line: 'cache_write', key: 'cache_write_mtok', units: cacheWrite - cacheWrite1h, apart: false },
      { line: 'cache_write_1h', key: 'cache_write_1h_mtok', units: cacheWrite1h, apart: true },
      { line: 'input_audio', key: 'input_audio_mtok', units: audio - cacheReadAudio, apart: true },
      { line: 'input_image', key: 'input_image_mtok', units: image - cacheReadImage, apart: false },
      { line: 'input_video', key: 'input_video_mtok', units: video, apart: false },
    ]),
    ...split('output', 'output_mtok', completionTokens, rates, [
      { line: 'reasoning', key: 'output_reasoning_mtok', units: reasoning, apart: false },
      { line: 'output_audio', key: 'output_audio_mtok', units: audioOut, apart: true },
      { line: 'output_image', key: 'output_image_mtok', units: imageOut, apart: false },
      { line: 'output_video', key: 'output_video_mtok', units: videoOut, apart: false },
    ]),
  ];
}

/** The parts that are charged by themselves, and before them what remains of the total. */
function split(line: string, key: string, total: number, rates: Rates, parts: readonly Part[]) {
  const charged = parts.filter((part) => part.units !== 0 && (part.apart || rates.has(part.key)));
  const rest = charged.reduce((units, part) => units - part.units, total);
  return [{ line, key, units: rest }, ...charged];
}
