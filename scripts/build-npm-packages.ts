/**
 * Rebuilds src/assets/data/npm-packages.json: names of npm packages that are in wide use.
 *
 *   npx tsx scripts/build-npm-packages.ts
 *
 * Source: `npm-high-impact` (MIT), the packages with the most downloads and dependents, and the ones below, which
 * applications import often while few packages depend on them.
 */
import { writeFileSync } from 'node:fs';
import { npmHighImpact } from 'npm-high-impact';

const TARGET = new URL('../src/assets/data/npm-packages.json', import.meta.url);

const ALSO = `
  @auth/core @auth0/auth0-react @auth0/nextjs-auth0 @clerk/nextjs @clerk/clerk-react @supabase/supabase-js @supabase/ssr @supabase/auth-helpers-nextjs @vercel/analytics @vercel/speed-insights @vercel/blob @vercel/kv
  @upstash/redis @upstash/ratelimit @neondatabase/serverless @planetscale/database @libsql/client @prisma/client prisma drizzle-orm drizzle-kit drizzle-zod kysely typeorm sequelize mongoose @mikro-orm/core objection
  ai @ai-sdk/openai @ai-sdk/anthropic @ai-sdk/google @ai-sdk/react openai @anthropic-ai/sdk @google/generative-ai @google/genai langchain @langchain/core @langchain/openai @langchain/community @langchain/anthropic @langchain/langgraph
  @modelcontextprotocol/sdk @pinecone-database/pinecone @qdrant/js-client-rest chromadb ollama replicate groq-sdk cohere-ai @mistralai/mistralai @huggingface/inference @xenova/transformers @tensorflow/tfjs llamaindex
  react react-dom react-router react-router-dom react-hook-form @hookform/resolvers react-query react-icons react-toastify react-hot-toast react-i18next react-helmet react-helmet-async react-select react-datepicker react-dropzone react-markdown
  react-redux react-table react-window react-virtuoso react-error-boundary react-spring react-beautiful-dnd react-dnd react-leaflet react-map-gl react-pdf react-player react-chartjs-2 react-webcam react-use react-native expo expo-router
  @reduxjs/toolkit redux redux-saga redux-thunk zustand jotai recoil valtio mobx mobx-react mobx-react-lite xstate @xstate/react swr @tanstack/react-query @tanstack/react-query-devtools @tanstack/react-table @tanstack/react-router
  @tanstack/react-virtual @tanstack/vue-query @apollo/client @apollo/server urql graphql-request @trpc/client @trpc/server @trpc/react-query @trpc/next axios ky got wretch ofetch
  @mui/material @mui/icons-material @mui/x-data-grid @mui/x-date-pickers @emotion/react @emotion/styled @chakra-ui/react antd @ant-design/icons @mantine/core @mantine/hooks @headlessui/react @heroicons/react @nextui-org/react @heroui/react
  @radix-ui/react-dialog @radix-ui/react-slot @radix-ui/react-icons @radix-ui/themes lucide-react lucide-vue-next class-variance-authority clsx tailwind-merge tailwindcss tailwindcss-animate daisyui cmdk vaul sonner embla-carousel-react
  framer-motion motion gsap three @react-three/fiber @react-three/drei recharts chart.js d3 echarts echarts-for-react apexcharts react-apexcharts victory leaflet mapbox-gl maplibre-gl
  next next-auth next-themes next-intl next-seo next-i18next next-sitemap next-mdx-remote next-pwa nextra nuxt vue vue-router vuex pinia @vueuse/core vuetify element-plus quasar primevue svelte @sveltejs/kit solid-js @solidjs/router
  preact @builder.io/qwik astro @remix-run/node @remix-run/react gatsby lit htmx.org alpinejs
  vite vitest @vitejs/plugin-react @vitejs/plugin-react-swc @vitejs/plugin-vue @vitest/ui @vitest/coverage-v8 vite-tsconfig-paths vite-plugin-pwa vite-plugin-svgr vite-plugin-dts @testing-library/react @testing-library/jest-dom
  @testing-library/user-event @testing-library/vue @testing-library/dom @playwright/test playwright cypress puppeteer msw jsdom happy-dom jest ts-jest jest-environment-jsdom supertest nock sinon chai mocha @storybook/react @storybook/nextjs
  storybook fast-check testcontainers @faker-js/faker
  express fastify @fastify/cors @fastify/jwt @fastify/swagger koa @koa/router koa-router @hapi/hapi hono @hono/node-server @hono/zod-validator elysia @nestjs/core @nestjs/common @nestjs/config @nestjs/typeorm @nestjs/mongoose @nestjs/jwt
  @nestjs/passport @nestjs/swagger @nestjs/graphql @nestjs/bull @nestjs/bullmq @nestjs/schedule @nestjs/testing restify polka h3 socket.io socket.io-client ws passport passport-jwt passport-local passport-google-oauth20 express-session
  express-validator express-rate-limit express-async-handler express-async-errors helmet cors morgan compression cookie-parser body-parser multer multer-s3 connect-redis connect-mongo bcrypt bcryptjs argon2 jsonwebtoken jose lucia better-auth
  iron-session zod yup joi valibot superstruct class-validator class-transformer dotenv convict envalid winston pino pino-pretty pino-http bull bullmq bee-queue agenda node-cron cron amqplib kafkajs ioredis redis pg mysql mysql2
  sqlite3 better-sqlite3 mongodb knex tedious oracledb firebase firebase-admin firebase-functions @sentry/node @sentry/react @sentry/nextjs posthog-js posthog-node mixpanel-browser prom-client newrelic dd-trace
  stripe @stripe/stripe-js @stripe/react-stripe-js @paypal/react-paypal-js @paypal/paypal-js razorpay nodemailer @sendgrid/mail resend @react-email/components react-email mailgun.js postmark twilio aws-sdk @aws-sdk/client-s3
  @aws-sdk/s3-request-presigner cloudinary algoliasearch meilisearch typesense discord.js telegraf grammy @slack/bolt @slack/web-api @octokit/rest octokit probot googleapis google-auth-library @google-cloud/storage @google-cloud/pubsub
  contentful sanity next-sanity @sanity/client @payloadcms/next payload @strapi/strapi @tiptap/react @tiptap/starter-kit slate slate-react lexical @lexical/react quill react-quill draft-js @monaco-editor/react monaco-editor
  @uiw/react-codemirror @dnd-kit/core @dnd-kit/sortable @xyflow/react reactflow @fullcalendar/react i18next i18next-browser-languagedetector date-fns dayjs luxon moment moment-timezone nanoid uuid cuid @paralleldrive/cuid2 ulid
  lodash lodash-es ramda immer nuqs usehooks-ts input-otp react-day-picker react-resizable-panels react-syntax-highlighter html2canvas jspdf pdfkit pdf-lib pdfjs-dist exceljs xlsx papaparse csv-parse sharp qrcode qrcode.react
  wagmi viem ethers web3 @rainbow-me/rainbowkit @solana/web3.js hardhat inngest trigger.dev @trigger.dev/sdk uploadthing @uploadthing/react @t3-oss/env-nextjs superjson
`;

const names = new Set([...npmHighImpact, ...ALSO.split(/\s+/).filter((name) => name !== '')]);
const table = {
  source: 'npm-high-impact (MIT) and well-known packages that it lacks',
  rebuilt: 'npx tsx scripts/build-npm-packages.ts',
  packages: [...names].sort().join(' '),
};
writeFileSync(TARGET, `${JSON.stringify(table, null, 1)}\n`);
